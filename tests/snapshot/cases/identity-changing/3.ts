import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";

export const a = pgTable("a", {
  id: integer().primaryKey().generatedByDefaultAsIdentity({ startWith: 100, increment: 2 }),
  n: bigint({ mode: "number" }).notNull(),
});
export const b = pgTable("b", { id: integer().primaryKey().generatedByDefaultAsIdentity({ cache: 3, cycle: true }), name: text() });
