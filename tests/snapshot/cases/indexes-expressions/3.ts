import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), email: text().notNull(), first: text(), last: text(), data: jsonb(), at: timestamp(),
}, (t) => [
  uniqueIndex("users_email").on(sql`upper(${t.email})`),
  index("users_day").on(sql`date_trunc('month', at)`, t.id.desc()),
  index("users_search").using("gin", sql`to_tsvector('simple', coalesce(first, '') || ' ' || coalesce(last, ''))`),
  index("users_number").on(sql`((data ->> 'n')::integer)`),
]);
