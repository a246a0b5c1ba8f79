import { integer, numeric, pgEnum, pgTable } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b"]);
export const bills = pgTable("bills", { id: integer().primaryKey(), total: numeric({ precision: 10, scale: 2 }).notNull().default("1"), status: state().default("b") });
