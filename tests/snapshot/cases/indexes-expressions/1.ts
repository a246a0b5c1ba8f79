import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), email: text().notNull(), first: text(), last: text(), data: jsonb(), at: timestamp(),
}, (t) => [
  uniqueIndex("users_email").on(sql`lower(${t.email})`),
  index("users_name").on(sql`(${t.first} || ' ' || ${t.last})`),
  index("users_kind").on(sql`(${t.data} ->> 'kind')`),
]);
