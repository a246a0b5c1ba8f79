import { integer, pgEnum, pgTable, primaryKey, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b"]);
export const bills = pgTable("bills", { id: integer().generatedAlwaysAsIdentity(), total: integer().notNull(), state: state().default("a"), no: serial() }, (t) => [primaryKey({ columns: [t.id, t.no] })]);
