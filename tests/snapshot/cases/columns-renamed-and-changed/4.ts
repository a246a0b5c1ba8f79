import { integer, numeric, pgEnum, pgTable, primaryKey, serial, text } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b", "c"]);
export const bills = pgTable("bills", { id: integer().generatedAlwaysAsIdentity(), total: numeric({ precision: 10, scale: 2 }), status: state().default("b"), no: serial(), note: text() }, (t) => [primaryKey({ columns: [t.id, t.no] })]);
