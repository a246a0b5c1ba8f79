import { sql } from "drizzle-orm";
import { check, index, pgEnum, pgTable, pgView, serial, text, uuid } from "drizzle-orm/pg-core";

export const kept = pgTable("kept", { id: serial().primaryKey() });
export const state = pgEnum("state", ["c", "d"]);
export const things = pgTable("things", { id: uuid().primaryKey().defaultRandom(), n: text().default("one"), state: state().default("c").notNull() }, (t) => [index("things_n").on(t.n.desc()), check("things_check", sql`n <> ''`)]);
export const view = pgView("things_seen", { n: text() }).as(sql`select upper(n) as n from things`);
