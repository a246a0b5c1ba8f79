import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";

export const a = pgTable("a", {
  id: integer().primaryKey().generatedAlwaysAsIdentity({ startWith: 100, increment: 2, maxValue: 5000 }),
  n: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity({ name: "numbers_of_n" }),
});
export const b = pgTable("b", { id: integer().primaryKey(), name: text() });
