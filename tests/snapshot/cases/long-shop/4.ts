import { sql } from "drizzle-orm";
import { check, index, integer, numeric, pgEnum, pgTable, primaryKey, serial, text, timestamp, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";

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
export const orderState = pgEnum("order_state", ["pending", "paid", "packed", "shipped", "returned"]);
export const orders = pgTable("orders", {
  id: uuid().primaryKey().defaultRandom(),
  customerId: integer("customer_id").notNull().references(() => customers.id, { onDelete: "restrict" }),
  state: orderState().notNull().default("pending"),
  total: numeric({ precision: 12, scale: 2 }),
  placedAt: timestamp("placed_at", { withTimezone: true }).notNull().defaultNow(),
}, (t) => [
  index("orders_customer").on(t.customerId, t.placedAt.desc()),
]);
export const lines = pgTable("order_lines", {
  orderId: uuid("order_id").notNull().references(() => orders.id, { onDelete: "cascade" }),
  productId: integer("product_id").notNull().references(() => products.id),
  quantity: integer().notNull().default(1),
  price: numeric({ precision: 10, scale: 2 }).notNull(),
  sum: numeric({ precision: 12, scale: 2 }).generatedAlwaysAs(sql`quantity * price`),
}, (t) => [
  primaryKey({ columns: [t.orderId, t.productId] }),
  check("order_lines_quantity", sql`${t.quantity} > 0`),
]);
