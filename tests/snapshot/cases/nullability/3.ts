import { integer, pgTable, text } from "drizzle-orm/pg-core";

export const people = pgTable("people", {
  name: text().primaryKey(),
  email: text().notNull().unique(),
  age: integer().notNull(),
  city: text().notNull().default("Basel"),
  extra: text(),
});
