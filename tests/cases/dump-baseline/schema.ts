import { boolean, integer, pgEnum, pgTable, pgView, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

export const level = pgEnum("level", ["low", "high"]);
export const users = pgTable("users", {
  id: integer().primaryKey(),
  name: text().notNull(),
  level: level().default("low").notNull(),
  ok: boolean(),
});
export const posts = pgTable("posts", { id: integer().primaryKey(), title: text() });
export const userNames = pgView("user_names", { name: text() }).as(sql`SELECT name FROM users`);
