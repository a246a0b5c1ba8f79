import { sql } from "drizzle-orm";
import { check, jsonb, numeric, pgTable, serial, text, timestamp, varchar } from "drizzle-orm/pg-core";

export const items = pgTable("items", {
  id: serial().primaryKey(),
  price: numeric({ precision: 10, scale: 2 }).notNull(),
  state: text().notNull(),
  code: varchar({ length: 8 }),
  at: timestamp({ withTimezone: true }),
  until: timestamp({ withTimezone: true }),
  tags: text().array(),
  data: jsonb(),
}, (t) => [
  check("price_positive", sql`${t.price} >= 0.01`),
  check("state_known", sql`state = ANY (ARRAY['new'::text, 'paid'::text])`),
  check("code_shape", sql`char_length(code) between 2 and 8`),
  check("order_of_times", sql`(${t.at} < ${t.until})`),
  check("few_tags", sql`cardinality(${t.tags}) <= 5`),
  check("object", sql`jsonb_typeof(${t.data}) = 'object' and ${t.data} ? 'id'`),
  check("not_like", sql.raw(`"state" NOT LIKE 'x%' AND NOT (state = 'b')`)),
  check("case", sql`case when ${t.state} = 'new' then ${t.price} is not null else true end`),
]);
