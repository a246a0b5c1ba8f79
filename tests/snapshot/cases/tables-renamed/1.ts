import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(), email: text().notNull().unique(), number: integer().generatedAlwaysAsIdentity(),
}, (t) => [index("users_email_lower").on(sql`lower(${t.email})`), check("users_email_set", sql`email <> ''`)]);
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id) }, (t) => [index().on(t.by)]);
