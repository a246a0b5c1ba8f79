import { relations } from "drizzle-orm";
import { index, integer, pgTableCreator, serial, varchar } from "drizzle-orm/pg-core";

const table = pgTableCreator((name) => `shop_${name}`);
export const users = table("users", { id: serial().primaryKey(), name: varchar({ length: 256 }) }, (t) => [index("name_idx").on(t.name)]);
export const posts = table("posts", { id: serial().primaryKey(), by: integer("created_by").notNull().references(() => users.id) });
export const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }));
