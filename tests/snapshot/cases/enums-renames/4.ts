import { pgSchema, pgTable, serial } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const state = app.enum("status", ["open", "closed", "lost"]);
export const level = app.enum("level", ["low", "high"]);
export const tickets = pgTable("tickets", { id: serial().primaryKey(), state: state().notNull().default("closed"), level: level() });
export const inApp = app.table("tickets", { state: state().notNull(), level: level().default("high") });
