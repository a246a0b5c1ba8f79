import { bigint, integer, pgTable, smallint, text } from "drizzle-orm/pg-core";

export const always = pgTable("always", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text(),
});
export const byDefault = pgTable("by_default", {
  id: bigint({ mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
  name: text(),
});
export const small = pgTable("small", {
  id: smallint().generatedAlwaysAsIdentity(),
});
