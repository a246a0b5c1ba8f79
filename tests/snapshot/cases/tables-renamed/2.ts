import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("people", {
  id: serial().primaryKey(), email: text().notNull().unique(), number: integer().generatedAlwaysAsIdentity({ name: "users_number_seq" }),
}, (t) => [index("users_email_lower").on(sql`lower("email")`), check("users_email_set", sql`email <> ''`)]);
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id) }, (t) => [index().on(t.by)]);
