import { integer, pgSchema, pgTable, serial, text, type AnyPgColumn, uuid } from "drizzle-orm/pg-core";

export const auth = pgSchema("auth");
export const shop = pgSchema("shop");
export const users = auth.table("users", { id: uuid().primaryKey(), email: text().notNull() });
export const posts = pgTable("posts", { id: serial().primaryKey(), user: uuid().notNull().references(() => users.id) });
export const orders = shop.table("orders", {
  id: serial().primaryKey(),
  user: uuid().references(() => users.id, { onDelete: "set null" }),
  post: integer().references(() => posts.id),
  before: integer().references((): AnyPgColumn => orders.id),
});
export const sessions = auth.table("sessions", { user: uuid().references(() => users.id, { onDelete: "cascade" }) });
