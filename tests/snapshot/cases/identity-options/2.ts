import { bigint, integer, pgSchema, pgTable, smallint, text } from "drizzle-orm/pg-core";

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
export const options = pgTable("options", {
  id: integer().primaryKey().generatedAlwaysAsIdentity({
    name: "options_numbers", startWith: 1000, increment: 10, minValue: 10, maxValue: 100000, cache: 5, cycle: true,
  }),
  other: bigint({ mode: "bigint" }).generatedByDefaultAsIdentity({ startWith: 5 }),
});
export const down = pgTable("down", {
  id: integer().generatedAlwaysAsIdentity({ increment: -1 }),
  big: bigint({ mode: "number" }).generatedByDefaultAsIdentity({ increment: -2, minValue: -1000, maxValue: 0, startWith: 0 }),
});
export const app = pgSchema("app");
export const inSchema = app.table("in_schema", { id: integer().primaryKey().generatedAlwaysAsIdentity() });
