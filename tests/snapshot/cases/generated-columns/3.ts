import { sql } from "drizzle-orm";
import { check, integer, jsonb, numeric, pgTable, serial, text } from "drizzle-orm/pg-core";

export const people = pgTable("people", {
  id: serial().primaryKey(),
  first: text().notNull(),
  last: text().notNull(),
  full: text(),
  width: integer().notNull().generatedAlwaysAs((): any => sql`char_length(${people.last})`),
});
export const boxes = pgTable("boxes", {
  w: integer().notNull(),
  h: numeric({ precision: 8, scale: 2 }).notNull(),
  area: numeric({ precision: 12, scale: 2 }).generatedAlwaysAs(sql`(w * h)`),
  half: integer().generatedAlwaysAs(sql`(w / 2)::integer`),
  json: jsonb().default({ a: "b" }),
  picked: text().generatedAlwaysAs(sql`json ->> 'a'`),
}, (t) => [check("area_positive", sql`${t.area} > 0`)]);
