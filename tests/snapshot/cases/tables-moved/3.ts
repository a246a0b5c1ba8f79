import { index, integer, pgSchema, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const users = pgTable("users", { id: serial().primaryKey() });
export const reports = app.table("reports", { id: serial().primaryKey(), name: text().unique() }, (t) => [index("reports_name").on(t.name)]);
export const notes = pgTable("notes", { id: integer().primaryKey(), at: timestamp().defaultNow() });
