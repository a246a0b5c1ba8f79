import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), email: text().notNull().default("x"), first: text(), last: text(),
  full: text().generatedAlwaysAs(sql`last || '!'`),
}, (t) => [index("users_email").on(t.email), check("email_set", sql`email <> ''`), unique("users_names").on(t.first, t.last)]);
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id) });
