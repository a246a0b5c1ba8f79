import { sql } from "drizzle-orm";
import { date, integer, numeric, pgMaterializedView, pgSchema, pgTable, serial } from "drizzle-orm/pg-core";

export const sales = pgTable("sales", { id: serial().primaryKey(), day: date().notNull(), amount: numeric({ precision: 10, scale: 2 }).notNull() });
export const daily = pgMaterializedView("daily").with({ fillfactor: 70 }).as((qb) => qb.select({ day: sales.day, total: sql<string>`sum(${sales.amount})`.as("total") }).from(sales).groupBy(sales.day));
export const plain = pgMaterializedView("plain", { id: integer() }).as(sql`select id from sales where id > 0`);
export const app = pgSchema("app");
export const inApp = app.materializedView("monthly", { month: date() }).withNoData().as(sql`select date_trunc('month', day)::date as month from public.sales group by 1`);
