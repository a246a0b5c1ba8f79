import { integer, pgSchema, pgTable, text } from "drizzle-orm/pg-core";

export const always = pgTable("always", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text(),
  second: integer().notNull().generatedByDefaultAsIdentity({ cache: 20 }),
});
export const options = pgTable("options", {
  id: integer().primaryKey().generatedAlwaysAsIdentity({
    name: "options_numbers", startWith: 1000, increment: 10, minValue: 10, maxValue: 100000, cache: 5, cycle: true,
  }),
});
export const app = pgSchema("app");
export const inSchema = app.table("in_schema", { id: integer().primaryKey().generatedAlwaysAsIdentity() });
