import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("people", {
  id: serial().primaryKey(), email: text().notNull().unique(), number: integer().generatedAlwaysAsIdentity({ name: "users_number_seq" }),
}, (t) => [check("users_email_set", sql`email <> '' and ${t.id} > 0`)]);
export const posts = pgTable("articles", {
  id: serial().primaryKey(), by: integer().notNull().references(() => users.id, { onDelete: "cascade" }), title: text().default("untitled"),
}, (t) => [index().on(t.by)]);
