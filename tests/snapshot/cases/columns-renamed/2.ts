import { sql } from "drizzle-orm";
import { index, integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), mail: text().notNull().default("x"), first: text(), last: text(),
  full: text().generatedAlwaysAs(sql`last || '!'`),
}, (t) => [index("users_email").on(t.mail), unique("users_names").on(t.first, t.last)]);
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id) });
