import { count, desc, eq, gt, sql } from "drizzle-orm";
import { except, exceptAll, integer, intersect, intersectAll, pgMaterializedView, pgTable, pgView, serial, text, timestamp, union, unionAll } from "drizzle-orm/pg-core";

export const people = pgTable("people", { id: serial().primaryKey(), name: text().notNull(), team: integer().default(1), at: timestamp().defaultNow() });
export const guests = pgTable("guests", { id: serial().primaryKey(), name: text().notNull() });
export const everybody = pgView("everybody").as((qb) => union(qb.select({ name: people.name }).from(people), qb.select({ name: guests.name }).from(guests)));
export const twice = pgView("twice").as((qb) => unionAll(qb.select({ name: people.name }).from(people), qb.select({ name: guests.name }).from(guests)).orderBy(sql`1`).limit(10));
export const both = pgView("both").as((qb) => intersect(qb.select({ name: people.name }).from(people), qb.select({ name: guests.name }).from(guests)));
export const bothTwice = pgView("both_twice").as((qb) => intersectAll(qb.select({ name: people.name }).from(people), qb.select({ name: guests.name }).from(guests)));
export const others = pgView("others").as((qb) => except(qb.select({ name: people.name }).from(people), qb.select({ name: guests.name }).from(guests)));
export const othersTwice = pgView("others_twice").as((qb) => exceptAll(qb.select({ name: people.name }).from(people), qb.select({ name: guests.name }).from(guests)));
export const names = pgView("names").as((qb) => qb.selectDistinct({ name: people.name, team: people.team }).from(people));
export const latest = pgMaterializedView("latest").as((qb) => qb.selectDistinctOn([people.team], { team: people.team, id: people.id, at: people.at }).from(people).orderBy(people.team, desc(people.at)));
export const teams = pgView("teams").as((qb) => qb.select({ team: people.team, members: count(people.id).as("members") }).from(people).groupBy(people.team).having(({ members }) => gt(members, sql`1`)));
