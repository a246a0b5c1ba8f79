import { relations, sql } from "drizzle-orm";
import {
  boolean, check, customType, date, foreignKey, index, integer, interval, numeric, pgEnum, pgTable, primaryKey, serial,
  smallint, text, time, timestamp, unique, uniqueIndex, uuid, varchar,
} from "drizzle-orm/pg-core";

const citext = customType<{ data: string }>({ dataType: () => "citext" });
const cents = customType<{ data: number }>({ dataType: () => "cents" });
const countryCode = customType<{ data: string }>({ dataType() { return "country_code"; } });

export const bikeKind = pgEnum("bike_kind", ["city", "gravel", "mtb", "e-bike"]);
export const orderState = pgEnum("order_state", ["cart", "ordered", "paid", "sent", "cancelled"]);

export const brands = pgTable("brands", {
  id: serial("id").primaryKey(),
  name: citext("name").notNull().unique("brands_name_key"),
  country: countryCode("country"),
});

export const bikes = pgTable("bikes", {
  id: serial("id").primaryKey(),
  brandId: integer("brand_id").notNull().references(() => brands.id),
  model: varchar("model", { length: 80 }).notNull(),
  kind: bikeKind("kind").notNull().default("city"),
  price: cents("price").notNull(),
  frameSizes: integer("frame_sizes").array().notNull().default([48, 52, 56]),
  slug: text("slug").notNull(),
  listedSince: date("listed_since").notNull().default("2024-01-01"),
}, (t) => [
  unique().on(t.brandId, t.model),
  uniqueIndex("bikes_slug_idx").on(t.slug),
  index("bikes_model_lower_idx").using("btree", sql`lower(${t.model}) varchar_pattern_ops`),
]);

export const customers = pgTable("customers", {
  id: serial("id").primaryKey(),
  email: citext("email").notNull(),
  name: text("name"),
  newsletter: boolean("newsletter").notNull().default(false),
  created: timestamp("created").notNull().default(sql`CURRENT_TIMESTAMP`),
}, (t) => [uniqueIndex("customers_email_uq").on(t.email)]);

export const orders = pgTable("orders", {
  id: serial("id").primaryKey(),
  customerId: integer("customer_id").notNull().references(() => customers.id, { onDelete: "restrict" }),
  state: orderState("state").notNull().default("cart"),
  ordered: timestamp("ordered"),
});

export const orderLines = pgTable("order_lines", {
  orderId: integer("order_id").notNull().references(() => orders.id, { onDelete: "cascade" }),
  lineNo: smallint("line_no").notNull(),
  bikeId: integer("bike_id").notNull().references(() => bikes.id),
  amount: smallint("amount").notNull().default(1),
  price: cents("price").notNull(),
  vat: numeric("vat", { precision: 4, scale: 3 }).notNull().default("0.19"),
}, (t) => [primaryKey({ columns: [t.orderId, t.lineNo] })]);

export const stock = pgTable("stock", {
  bikeId: integer("bike_id").notNull().references(() => bikes.id, { onDelete: "cascade" }),
  size: integer("size").notNull(),
  amount: integer("amount").notNull().default(0),
  counted: date("counted").default(sql`CURRENT_DATE`),
}, (t) => [
  primaryKey({ name: "stock_pk", columns: [t.bikeId, t.size] }),
  check("stock_not_negative", sql`${t.amount} >= 0`),
]);

export const returns = pgTable("returns", {
  id: uuid("id").primaryKey().defaultRandom(),
  orderId: integer("order_id").notNull(),
  lineNo: smallint("line_no").notNull(),
  reason: text("reason").notNull(),
  refunded: cents("refunded"),
  at: timestamp("at", { withTimezone: true, precision: 0 }).notNull().defaultNow(),
}, (t) => [
  check("returns_reason_check", sql`length(${t.reason}) > 3`),
  foreignKey({ columns: [t.orderId, t.lineNo], foreignColumns: [orderLines.orderId, orderLines.lineNo] }).onDelete("cascade"),
  index("returns_of_line").on(t.orderId, t.lineNo.desc().nullsFirst()),
]);

export const openingHours = pgTable("opening_hours", {
  weekday: smallint("weekday").primaryKey(),
  opens: time("opens").notNull().default("09:30"),
  closes: time("closes", { precision: 0 }).notNull().default("18:00:00"),
  breakOf: interval("break_of", { fields: "minute to second" }),
}, (t) => [check("opening_hours_weekday_check", sql`${t.weekday} between 1 and 7`)]);

export const bikesRelations = relations(bikes, ({ one, many }) => ({
  brand: one(brands, { fields: [bikes.brandId], references: [brands.id] }),
  stock: many(stock),
}));
