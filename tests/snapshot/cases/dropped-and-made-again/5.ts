import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, serial, uuid } from "drizzle-orm/pg-core";

export const kept = pgTable("kept", { id: serial().primaryKey(), n: integer() });
export const things = pgTable("things", { id: uuid().primaryKey().defaultRandom(), n: integer().default(7), state: integer() }, (t) => [index("things_n").on(t.n), check("things_check", sql`n > 7`)]);
