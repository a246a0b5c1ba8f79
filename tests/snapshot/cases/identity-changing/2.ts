import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";

export const a = pgTable("a", {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  n: bigint({ mode: "number" }).notNull(),
});
export const b = pgTable("b", { id: integer().primaryKey().generatedByDefaultAsIdentity(), name: text() });
