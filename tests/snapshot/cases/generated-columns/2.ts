import { sql } from "drizzle-orm";
import { customType, index, integer, numeric, pgTable, serial, text } from "drizzle-orm/pg-core";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
export const people = pgTable("people", {
  id: serial().primaryKey(),
  first: text().notNull(),
  last: text().notNull(),
  full: text().generatedAlwaysAs(sql`first || ', ' || last`),
  upper: text().generatedAlwaysAs("upper(first)"),
  width: integer().notNull().generatedAlwaysAs((): any => sql`length(${people.last})`),
  search: tsvector().generatedAlwaysAs((): any => sql`to_tsvector('english', ${people.first} || ' ' || ${people.last})`),
}, (t) => [index("people_search").using("gin", t.search), index().on(t.full)]);
export const boxes = pgTable("boxes", {
  w: integer().notNull(),
  h: numeric({ precision: 8, scale: 2 }).notNull(),
  area: numeric({ precision: 12, scale: 2 }).generatedAlwaysAs(sql`(w * h)`),
  kind: text().generatedAlwaysAs(sql`case when w > 10 then 'big' else 'small' end`),
  half: integer().generatedAlwaysAs(sql`w/2`),
});
