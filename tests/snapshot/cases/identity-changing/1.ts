import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";

export const a = pgTable("a", { id: integer().primaryKey(), n: bigint({ mode: "number" }).notNull() });
export const b = pgTable("b", { id: integer().primaryKey().generatedAlwaysAsIdentity(), name: text() });
