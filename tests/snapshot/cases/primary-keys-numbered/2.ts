import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const orders = pgTable("old_orders", { id: serial("id").primaryKey(), note: text("note") });
export const items = pgTable("items", { id: serial("id").primaryKey(), by: integer("by").references(() => orders.id) });
