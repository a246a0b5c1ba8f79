import { sql } from "drizzle-orm";
import { index, integer, pgTableCreator, primaryKey, serial, timestamp, varchar } from "drizzle-orm/pg-core";

const table = pgTableCreator((name) => `shop_${name}`);
const times = { createdAt: timestamp("created_at", { withTimezone: true }).default(sql`CURRENT_TIMESTAMP`).notNull(), updatedAt: timestamp("updated_at", { withTimezone: true }).$onUpdate(() => new Date()) };
export const users = table("users", { id: serial().primaryKey(), name: varchar({ length: 256 }), ...times }, (t) => [index("name_idx").on(t.name)]);
export const posts = table("posts", { id: serial().primaryKey(), by: integer("created_by").notNull().references(() => users.id), ...times }, (t) => [index("created_by_idx").on(t.by)]);
export const accounts = table("account", { userId: integer("user_id").notNull().references(() => users.id), provider: varchar({ length: 255 }).notNull(), account: varchar({ length: 255 }).notNull() }, (t) => [
  primaryKey({ columns: [t.provider, t.account] }), index("account_user_id_idx").on(t.userId),
]);
