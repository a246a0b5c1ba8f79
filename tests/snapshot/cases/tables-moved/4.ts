import { index, integer, pgSchema, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const users = pgTable("users", { id: serial().primaryKey(), more: text() });
export const reports = app.table("reports", { id: serial().primaryKey(), name: text(), by: integer().references(() => users.id) }, (t) => [index("reports_by").on(t.by)]);
export const notes = pgTable("notes", { id: integer().primaryKey(), at: timestamp() });
