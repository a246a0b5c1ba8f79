import { sql } from "drizzle-orm";
import { date, integer, numeric, pgMaterializedView, pgTable, serial } from "drizzle-orm/pg-core";

export const sales = pgTable("sales", { id: serial().primaryKey(), day: date().notNull(), amount: numeric({ precision: 10, scale: 2 }).notNull() });
export const daily = pgMaterializedView("daily").as((qb) => qb.select({ day: sales.day, total: sql<string>`sum(${sales.amount})`.as("total") }).from(sales).groupBy(sales.day));
export const plain = pgMaterializedView("plain", { id: integer() }).withNoData().as(sql`select id from sales`);
