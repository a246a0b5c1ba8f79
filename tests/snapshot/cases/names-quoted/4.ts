import { sql } from "drizzle-orm";
import { check, integer, pgEnum, pgSchema, pgTable, primaryKey, serial, text, uniqueIndex } from "drizzle-orm/pg-core";

export const state = pgEnum("Order State", ["New!", "it's", 'say "hi"', "ünï"]);
export const app = pgSchema("My App");
export const order = pgTable("order", {
  id: serial("ID").primaryKey(),
  select: text("select").notNull().default("again"),
  state: state("the State").default("it's"),
  umlaut: text("größe").unique("Größe!"),
}, (t) => [
  uniqueIndex("Partial").on(t.umlaut).where(sql`${t.state} = 'New!'`),
  check("Check It", sql`${t.select} <> '' and "größe" is not null`),
]);
export const camel = app.table("camelTable", {
  orderId: integer("orderId").references(() => order.id, { onDelete: "cascade" }),
  group: text("group"),
}, (t) => [primaryKey({ columns: [t.orderId, t.group] })]);
