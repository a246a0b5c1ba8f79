import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), address: text().notNull().default("y"), given: text(), last: text(),
  full: text().generatedAlwaysAs(sql`last || '!'`),
}, (t) => [unique("users_names").on(t.given, t.last), index("users_email").on(t.address, t.given.desc()), check("address_set", sql`${t.address} <> ''`)]);
export const posts = pgTable("posts", { id: serial().primaryKey(), author: integer().notNull().references(() => users.id) });
