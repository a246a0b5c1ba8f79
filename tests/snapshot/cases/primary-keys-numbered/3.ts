import { integer, pgTable, serial, text, uuid } from "drizzle-orm/pg-core";

export const oldOrders = pgTable("old_orders", { id: serial("id").primaryKey(), note: text("note") });
export const items = pgTable("items", { id: serial("id").primaryKey(), by: integer("by").references(() => oldOrders.id) });
export const orders = pgTable("orders", { id: uuid("id").primaryKey().defaultRandom(), total: integer("total").notNull() });
