import { integer, pgSchema, pgTable, serial } from "drizzle-orm/pg-core";

export const open = pgTable("open", { id: serial().primaryKey() }).enableRLS();
export const closed = pgTable("closed", { id: serial().primaryKey() });
export const app = pgSchema("app");
export const inApp = app.table("in_app", { id: integer() }).enableRLS();
