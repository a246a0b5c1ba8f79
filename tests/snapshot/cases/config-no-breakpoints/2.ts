import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b"]);
export const one = pgTable("one", { id: serial().primaryKey(), state: state().default("b") }, (t) => [index("one_state").on(t.state.desc())]);
export const two = pgTable("two", { one: integer().references(() => one.id), n: integer().default(3) }, (t) => [check("n_set", sql`n > 1`)]);
