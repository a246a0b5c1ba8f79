import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const orders = pgTable("orders", { id: serial("id").primaryKey(), note: text("note") });
export const items = pgTable("items", { id: serial("id").primaryKey(), by: integer("by").references(() => orders.id) });
