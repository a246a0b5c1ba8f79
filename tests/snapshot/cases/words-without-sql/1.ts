import { relations, sql } from "drizzle-orm";
import { decimal, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const orders = pgTable("orders", {
  id: uuid().$defaultFn(() => "3f2504e0-4f89-41d3-9a0c-0305e82c3301").primaryKey(),
  total: decimal({ precision: 12, scale: 3 }).notNull().default("0"),
  weight: decimal().$type<"1" | "2">(),
  data: jsonb().$type<{ a: number }>().$default(() => ({ a: 1 })),
  changed: timestamp().$onUpdate(() => new Date()),
});
export const lines = pgTable("lines", (t) => ({ id: t.serial().primaryKey(), order: t.uuid().references(() => orders.id), amount: t.numeric({ precision: 5 }) }));
export const ordersRelations = relations(orders, ({ many }) => ({ lines: many(lines) }));
