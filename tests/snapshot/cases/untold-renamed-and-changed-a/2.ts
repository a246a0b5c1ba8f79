import { integer, pgEnum, pgTable } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b"]);
export const bills = pgTable("bills", { id: integer().primaryKey(), total: integer().notNull(), status: state().default("a") });
