import { integer, pgTable, text } from "drizzle-orm/pg-core";

export const people = pgTable("people", {
  name: text(),
  email: text().notNull(),
  age: integer().notNull().default(1),
  city: text(),
});
