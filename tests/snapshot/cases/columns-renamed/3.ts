import { sql } from "drizzle-orm";
import { integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), address: text().notNull().default("x"), given: text(), last: text(),
  full: text().generatedAlwaysAs(sql`last || '!'`),
}, (t) => [unique("users_names").on(t.given, t.last)]);
export const posts = pgTable("posts", { id: serial().primaryKey(), author: integer().references(() => users.id) });
