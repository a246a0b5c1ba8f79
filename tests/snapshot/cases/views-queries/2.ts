import { count, desc, eq, gt, sql } from "drizzle-orm";
import { except, exceptAll, integer, intersect, intersectAll, pgMaterializedView, pgTable, pgView, serial, text, timestamp, union, unionAll } from "drizzle-orm/pg-core";

export const people = pgTable("people", { id: serial().primaryKey(), name: text().notNull().default("nobody"), team: integer(), at: timestamp({ withTimezone: true }).defaultNow() });
export const guests = pgTable("guests", { id: serial().primaryKey(), name: text().notNull().unique() });
export const pages = pgView("pages").as((qb) => qb.select({ id: people.id, name: people.name }).from(people).orderBy(people.id).limit(10).offset(20));
export const inner = pgView("inner_team").as((qb) => {
  const big = qb.select({ team: people.team, members: count(people.id).as("members") }).from(people).groupBy(people.team).as("big");
  return qb.select({ name: people.name, members: big.members }).from(people).innerJoin(big, eq(big.team, people.team));
});
export const withBig = pgView("with_big").as((qb) => {
  const big = qb.$with("big").as(qb.select({ id: people.id, team: people.team }).from(people).where(gt(people.id, sql`100`)));
  return qb.with(big).select().from(big);
});
export const shownPages = pgView("view_of_pages").as((qb) => qb.select({ name: pages.name }).from(pages));
export const teams = pgView("teams").as((qb) => qb.select({ team: people.team, members: count(people.id).as("members") }).from(people).groupBy(people.team).having(({ members }) => gt(members, sql`2`)));
