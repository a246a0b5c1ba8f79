import { integer, pgSchema, pgTable, serial, text, type AnyPgColumn, uuid } from "drizzle-orm/pg-core";

export const auth = pgSchema("auth");
export const shop = pgSchema("shop");
export const users = auth.table("users", { id: uuid().primaryKey(), email: text().notNull() });
export const posts = pgTable("posts", { id: serial().primaryKey(), user: uuid().notNull() });
export const orders = shop.table("orders", {
  id: serial().primaryKey(),
  user: uuid().references(() => users.id, { onDelete: "cascade" }),
  before: integer().references((): AnyPgColumn => orders.id),
});
