import { sql, eq } from "drizzle-orm";
import { boolean, integer, pgTable, pgView, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), name: text().notNull(), active: boolean().notNull().default(true), team: integer() });
export const teams = pgTable("teams", { id: serial().primaryKey(), name: text() });
export const active = pgView("active_users").as((qb) => qb.select().from(users).where(eq(users.active, true)));
export const plain = pgView("plain", { id: integer(), name: text() }).as(sql`select id, name from users where id > 10 /* few */`);
export const other = pgView("other", { id: integer() }).existing();
