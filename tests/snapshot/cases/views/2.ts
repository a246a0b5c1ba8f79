import { sql, eq, gt, count } from "drizzle-orm";
import { boolean, integer, pgSchema, pgTable, pgView, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), name: text().notNull(), active: boolean().notNull().default(true), team: integer() });
export const teams = pgTable("teams", { id: serial().primaryKey(), name: text() });
export const active = pgView("active_users").with({ securityBarrier: true, securityInvoker: true }).as((qb) => qb.select().from(users).where(eq(users.active, true)));
export const plain = pgView("plain", { id: integer(), name: text() }).as(sql`SELECT id, upper(name) AS name FROM users WHERE name ILIKE 'a%'`);
export const checked = pgView("checked").with({ checkOption: "cascaded" }).as((qb) => qb.select({ id: users.id, name: users.name }).from(users).where(gt(users.id, sql`5`)));
export const local = pgView("local_checked", { id: integer() }).with({ checkOption: "local", securityBarrier: false }).as(sql`select id from users where id > 1`);
export const joined = pgView("joined").as((qb) => qb
  .select({ team: teams.name, members: sql<number>`count(${users.id})`.as("members") })
  .from(teams).leftJoin(users, eq(users.team, teams.id)).groupBy(teams.name));
export const app = pgSchema("app");
export const inApp = app.view("names").with({ securityInvoker: true }).as((qb) => qb.select({ name: users.name }).from(users));
