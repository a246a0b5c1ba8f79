import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), email: text().notNull(), first: text(), last: text(), data: jsonb(), at: timestamp(),
}, (t) => [
  uniqueIndex("users_email").on(sql`lower(${t.email})`, t.first),
  index("users_name").on(t.last, sql`coalesce(${t.first}, '')`, t.at.desc()),
  index("users_kind").on(sql`(data->>'kind') DESC NULLS LAST`),
  index("users_day").on(sql`date_trunc('day', at)`, t.id.desc()),
  index("users_search").using("gin", sql`to_tsvector('english', ${t.first})`),
  index("users_initial").on(sql`"left"(last, 1) text_pattern_ops`),
  index("users_both").on(sql`lower(first)`, sql`upper(last)`),
]);
