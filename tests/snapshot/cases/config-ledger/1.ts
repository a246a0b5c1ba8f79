import { pgSchema, pgTable, serial } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const one = app.table("one", { id: serial().primaryKey() });
export const two = pgTable("two", { id: serial().primaryKey() });
