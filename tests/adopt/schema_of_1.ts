import { index, integer, pgTable, serial, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: serial().primaryKey(), email: text().notNull().unique("users_email_unique") });
export const posts = pgTable(
  "posts",
  { id: serial().primaryKey(), by: integer().references(() => users.id) },
  (table) => [index("posts_by").on(table.by)],
);
