import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgSchema, pgTable, pgView, primaryKey, serial, text } from "drizzle-orm/pg-core";

export const state = pgEnum("Order State", ["New!", "it's", 'say "hi"', "ünï"]);
export const app = pgSchema("My App");
export const order = pgTable("order", {
  id: serial("ID").primaryKey(),
  select: text("select").notNull(),
  userName: text("userName").unique(),
  state: state("the State").default("New!"),
  umlaut: text("größe"),
  fromUser: integer("fromUser"),
  computed: text("computedName").generatedAlwaysAs((): any => sql`${order.userName} || '!'`),
}, (t) => [
  index("Order Index").on(t.userName, t.umlaut),
  index("lowerName").on(sql`lower(${t.userName})`),
  check("Check It", sql`${t.select} <> ''`),
]);
export const camel = app.table("camelTable", {
  orderId: integer("orderId").references(() => order.id),
  group: text("group"),
}, (t) => [primaryKey({ columns: [t.orderId, t.group] })]);
export const names = pgView("userNames").as((qb) => qb.select({ n: order.userName }).from(order));
