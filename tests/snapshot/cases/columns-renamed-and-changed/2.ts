import { integer, numeric, pgEnum, pgTable, primaryKey, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b"]);
export const bills = pgTable("bills", { id: integer().generatedAlwaysAsIdentity(), total: numeric({ precision: 10, scale: 2 }).notNull().default("1"), state: state().default("a"), no: serial() }, (t) => [primaryKey({ columns: [t.id, t.no] })]);
