import { integer, pgTable, text } from "drizzle-orm/pg-core";

export const people = pgTable("people", {
  name: text().primaryKey(),
  age: integer(),
  city: text().default("Basel"),
  extra: text().notNull().default("x"),
});
