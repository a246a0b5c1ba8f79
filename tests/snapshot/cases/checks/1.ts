import { sql } from "drizzle-orm";
import { check, numeric, pgTable, serial, text, timestamp, varchar } from "drizzle-orm/pg-core";

export const items = pgTable("items", {
  id: serial().primaryKey(),
  price: numeric({ precision: 10, scale: 2 }).notNull(),
  state: text().notNull(),
  code: varchar({ length: 8 }),
  at: timestamp({ withTimezone: true }),
  until: timestamp({ withTimezone: true }),
}, (t) => [
  check("price_positive", sql`${t.price} > 0`),
  check("state_known", sql`${t.state} IN ('new', 'paid', 'it''s gone')`),
  check("code_shape", sql`${t.code} ~ '^[A-Z]{2}[0-9]+$'`),
  check("order_of_times", sql`${t.at} IS NULL OR ${t.until} IS NULL OR ${t.at} < ${t.until}`),
]);
