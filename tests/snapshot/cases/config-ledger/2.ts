import { pgSchema, pgTable, serial, text } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const aside = pgSchema("aside");
export const one = app.table("one", { id: serial().primaryKey(), name: text() });
export const two = pgTable("two", { id: serial().primaryKey() });
export const three = aside.table("three", { id: serial().primaryKey() });
