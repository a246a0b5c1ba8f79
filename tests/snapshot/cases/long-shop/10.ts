import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, numeric, pgEnum, pgSequence, pgTable, pgView, primaryKey, serial, text, timestamp, type AnyPgColumn, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";

export const customers = pgTable("customers", {
  id: serial().primaryKey(),
  email: varchar({ length: 255 }).notNull().unique(),
  name: text().notNull(),
  phone: text(),
  tier: text({ enum: ["basic", "gold"] }).notNull().default("basic"),
  address: jsonb().notNull().default({}),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
export const products = pgTable("products", {
  id: serial().primaryKey(),
  code: varchar({ length: 32 }).notNull(),
  title: text().notNull(),
  price: numeric({ precision: 10, scale: 2 }).notNull().default("0.00"),
  stock: integer().notNull().default(0),
  category: integer().references((): AnyPgColumn => categories.id),
  tags: text().array().notNull().default([]),
}, (t) => [
  uniqueIndex("products_sku").on(t.code),
  check("products_price", sql`${t.price} >= 0`),
  index("products_tags").using("gin", t.tags),
  index("products_title").on(sql`lower(${t.title})`),
]);
export const orderState = pgEnum("order_state", ["pending", "paid", "packed", "shipped", "returned"]);
export const orders = pgTable("orders", {
  id: uuid().primaryKey().defaultRandom(),
  customerId: integer("customer_id").notNull().references(() => customers.id, { onDelete: "restrict" }),
  state: orderState().notNull().default("pending"),
  total: numeric({ precision: 12, scale: 2 }),
  invoice: bigint({ mode: "number" }).default(sql`nextval('invoice_numbers')`),
  placedAt: timestamp("placed_at", { withTimezone: true }).notNull().defaultNow(),
}, (t) => [
  index("orders_customer").on(t.customerId, t.placedAt.desc().nullsLast()),
  index("orders_open").on(t.placedAt).where(sql`${t.state} in ('pending', 'paid')`),
]);
export const lines = pgTable("order_items", {
  orderId: uuid("order_id").notNull().references(() => orders.id, { onDelete: "cascade" }),
  productId: integer("product_id").notNull().references(() => products.id),
  quantity: integer().notNull().default(1),
  price: numeric({ precision: 10, scale: 2 }).notNull(),
  sum: numeric({ precision: 12, scale: 2 }).generatedAlwaysAs(sql`quantity * price`),
}, (t) => [
  primaryKey({ columns: [t.orderId, t.productId] }),
  check("order_items_quantity", sql`${t.quantity} > 0`),
]);
export const categories = pgTable("categories", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  parent: integer().references((): AnyPgColumn => categories.id, { onDelete: "set null" }),
  slug: text().notNull().unique("categories_slug"),
});
export const sales = pgView("sales").as((qb) => qb
  .select({ product: lines.productId, sold: sql<number>`sum(${lines.quantity})`.as("sold") })
  .from(lines).groupBy(lines.productId));
export const invoiceNumbers = pgSequence("invoice_numbers", { startWith: 1000, cache: 1 });
