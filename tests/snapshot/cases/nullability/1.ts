import { integer, pgTable, text } from "drizzle-orm/pg-core";

export const people = pgTable("people", {
  name: text().notNull(),
  email: text(),
  age: integer().default(1),
  city: text().notNull().default("Bern"),
});
