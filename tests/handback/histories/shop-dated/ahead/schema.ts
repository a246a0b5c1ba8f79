import { sql } from "drizzle-orm";
import {
  AnyPgColumn, bigint, bigserial, char, check, date, index, integer, jsonb, numeric, pgEnum, pgTable, primaryKey, serial,
  smallint, text, timestamp, unique, varchar,
} from "drizzle-orm/pg-core";

export const orderStatus = pgEnum("order_status", ["cart", "placed", "paid", "shipped", "returned"]);

export const customers = pgTable("customers", {
  id: serial().primaryKey(),
  email: text().notNull().unique(),
  fullName: text("full_name").notNull(),
  country: char({ length: 2 }).notNull().default("NL"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

export const categories = pgTable(
  "categories",
  {
    id: serial().primaryKey(),
    parent: integer().references((): AnyPgColumn => categories.id),
    name: text().notNull(),
  },
  (t) => [unique().on(t.parent, t.name)],
);

export const products = pgTable(
  "products",
  {
    id: serial().primaryKey(),
    sku: varchar({ length: 32 }).notNull().unique(),
    title: text().notNull(),
    categoryId: integer("category_id").references(() => categories.id, { onDelete: "set null" }),
    price: numeric({ precision: 12, scale: 2 }).notNull(),
    stock: integer().notNull().default(0),
    attributes: jsonb().notNull().default({}),
  },
  (t) => [
    index().on(t.categoryId),
    index().using("gin", t.attributes),
    check("price_not_negative", sql`${t.price} >= 0`),
    check("stock_not_negative", sql`${t.stock} >= 0`),
  ],
);

export const vouchers = pgTable(
  "vouchers",
  {
    code: text().primaryKey(),
    percent: smallint().notNull(),
    validFrom: date("valid_from").notNull().default(sql`current_date`),
    validTo: date("valid_to"),
  },
  (t) => [check("percent_in_range", sql`${t.percent} between 1 and 100`)],
);

export const orders = pgTable(
  "orders",
  {
    id: bigserial({ mode: "bigint" }).primaryKey(),
    customerId: integer("customer_id").notNull().references(() => customers.id, { onDelete: "restrict" }),
    status: orderStatus().notNull().default("cart"),
    placedAt: timestamp("placed_at", { withTimezone: true }),
    paidAt: timestamp("paid_at", { withTimezone: true }),
    total: numeric({ precision: 12, scale: 2 }).notNull().default("0"),
    voucher: text().references(() => vouchers.code, { onUpdate: "cascade" }),
  },
  (t) => [index().on(t.customerId, t.placedAt.desc().nullsFirst())],
);

export const orderItems = pgTable(
  "order_items",
  {
    orderId: bigint("order_id", { mode: "bigint" }).notNull().references(() => orders.id, { onDelete: "cascade" }),
    productId: integer("product_id").notNull().references(() => products.id),
    quantity: integer().notNull(),
    unitPrice: numeric("unit_price", { precision: 12, scale: 2 }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.orderId, t.productId] }), check("quantity_positive", sql`${t.quantity} > 0`)],
);
