import { sql } from "drizzle-orm";
import { check, integer, numeric, pgTable, serial, text, timestamp, uniqueIndex, varchar } from "drizzle-orm/pg-core";

export const customers = pgTable("customers", {
  id: serial().primaryKey(),
  email: varchar({ length: 255 }).notNull().unique(),
  name: text().notNull(),
  createdAt: timestamp("created_at").notNull().defaultNow(),
});
export const products = pgTable("products", {
  id: serial().primaryKey(),
  sku: varchar({ length: 32 }).notNull(),
  title: text().notNull(),
  price: numeric({ precision: 10, scale: 2 }).notNull().default("0.00"),
  stock: integer().notNull().default(0),
}, (t) => [
  uniqueIndex("products_sku").on(t.sku),
  check("products_price", sql`${t.price} >= 0`),
]);
