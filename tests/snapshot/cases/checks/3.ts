import { sql } from "drizzle-orm";
import { check, integer, numeric, pgSchema, pgTable, serial, text, varchar } from "drizzle-orm/pg-core";

export const items = pgTable("items", {
  id: serial().primaryKey(),
  price: numeric({ precision: 10, scale: 2 }).notNull(),
  state: text().notNull(),
  code: varchar({ length: 8 }),
  tags: text().array(),
}, (t) => [
  check("price_limits", sql`${t.price} BETWEEN 1 AND 1000`),
  check("state_known", sql`${t.state} in ('new','paid')`),
  check("few_tags", sql`cardinality(${t.tags}) <= 5`),
]);
export const app = pgSchema("app");
export const inSchema = app.table("in_schema", { n: integer().notNull(), m: integer() }, (t) => [
  check("n_over_m", sql`${t.n} > ${t.m}`),
  check("price_limits", sql`${t.n} <> 0 and (${t.m} is distinct from 1)`),
]);
