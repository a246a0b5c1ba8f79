import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, pgView, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b"]);
export const things = pgTable("things", { id: serial().primaryKey(), n: integer().default(1), state: state().default("a") }, (t) => [index("things_n").on(t.n), check("things_check", sql`n > 0`)]);
export const view = pgView("things_seen", { n: integer() }).as(sql`select n from things`);
