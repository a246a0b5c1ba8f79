import { sql } from "drizzle-orm";
import { date, integer, numeric, pgMaterializedView, pgSchema, pgTable, serial } from "drizzle-orm/pg-core";

export const sales = pgTable("sales", { id: serial().primaryKey(), day: date().notNull(), amount: numeric({ precision: 10, scale: 2 }).notNull() });
export const daily = pgMaterializedView("daily").with({ fillfactor: 80, autovacuumEnabled: false }).as((qb) => qb.select({ day: sales.day, total: sql<string>`sum(${sales.amount})`.as("total") }).from(sales).groupBy(sales.day));
export const plain = pgMaterializedView("plain", { id: integer() }).withNoData().as(sql`select id from sales`);
export const full = pgMaterializedView("full").using("heap").with({
  fillfactor: 90, toastTupleTarget: 4096, parallelWorkers: 2, autovacuumEnabled: true, vacuumIndexCleanup: "auto", vacuumTruncate: true,
  autovacuumVacuumThreshold: 100, autovacuumVacuumScaleFactor: 1, autovacuumVacuumCostDelay: 10, autovacuumVacuumCostLimit: 200,
  autovacuumFreezeMinAge: 1000, autovacuumFreezeMaxAge: 200000, autovacuumFreezeTableAge: 10000,
  autovacuumMultixactFreezeMinAge: 1000, autovacuumMultixactFreezeMaxAge: 200000, autovacuumMultixactFreezeTableAge: 10000,
  logAutovacuumMinDuration: 1000, userCatalogTable: false,
}).tablespace("pg_default").as((qb) => qb.select({ id: sales.id }).from(sales));
export const app = pgSchema("app");
export const inApp = app.materializedView("monthly", { month: date() }).withNoData().as(sql`select date_trunc('month', day)::date as month from public.sales group by 1`);
