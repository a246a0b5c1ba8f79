import { sql } from "drizzle-orm";
import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const people = pgTable("people", {
  id: serial().primaryKey(),
  first: text().notNull(),
  last: text().notNull(),
  full: text().generatedAlwaysAs(sql`first || ' ' || last`),
  upper: text().generatedAlwaysAs("upper(first)"),
  width: integer().notNull().generatedAlwaysAs((): any => sql`length(${people.last})`),
});
