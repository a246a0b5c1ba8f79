import { integer, pgSchema, pgTable, serial, text } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const users = pgTable("users", { id: serial().primaryKey(), name: text(), n: integer(), more: text() });
export const names = app.view("all_names").as((qb) => qb.select({ name: users.name, id: users.id }).from(users));
