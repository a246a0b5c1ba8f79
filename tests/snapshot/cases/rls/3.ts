import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgSchema, pgTable, serial } from "drizzle-orm/pg-core";

export const open = pgTable("open", { id: serial().primaryKey() }, (t) => [pgPolicy("all")]);
export const closed = pgTable("closed", { id: serial().primaryKey(), a: integer() }, (t) => [pgPolicy("read", { for: "select", using: sql`true` })]);
export const app = pgSchema("app");
export const inApp = app.table("in_app", { id: integer() });
