import { sql } from "drizzle-orm";
import { integer, pgMaterializedView, pgSchema, pgTable, pgView, serial, text } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const users = pgTable("users", { id: serial().primaryKey(), name: text(), n: integer() });
export const names = pgView("names").as((qb) => qb.select({ name: users.name }).from(users));
export const totals = pgMaterializedView("totals", { n: integer() }).as(sql`select sum(n)::integer as n from users`);
