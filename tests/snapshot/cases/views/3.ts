import { sql, eq, and, gt, isNull, count } from "drizzle-orm";
import { boolean, integer, pgTable, pgView, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), name: text().notNull(), active: boolean().notNull().default(true), team: integer() });
export const teams = pgTable("teams", { id: serial().primaryKey(), name: text() });
export const active = pgView("active_users").with({ securityBarrier: false, checkOption: "local" }).as((qb) => qb.select().from(users).where(eq(users.active, true)));
export const plain = pgView("plain", { id: integer(), name: text() }).with({ securityInvoker: true }).as(sql`SELECT id, upper(name) AS name FROM users WHERE name ILIKE 'a%'`);
export const checked = pgView("checked").as((qb) => qb.select({ id: users.id, name: users.name }).from(users).where(gt(users.id, sql`5`)));
export const joined = pgView("joined").as((qb) => qb
  .select({ team: teams.name, members: sql<number>`count(${users.id})`.as("members") })
  .from(teams).leftJoin(users, and(eq(users.team, teams.id), isNull(users.name))).groupBy(teams.name));
export const recursive = pgView("tree", { n: integer() }).as(sql`with recursive t(n) as (values (1) union all select n + 1 from t where n < 5) select n from t`);
