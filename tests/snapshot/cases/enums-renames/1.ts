import { pgEnum, pgSchema, pgTable, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "closed"]);
export const app = pgSchema("app");
export const level = app.enum("level", ["low", "high"]);
export const tickets = pgTable("tickets", { id: serial().primaryKey(), state: state().notNull().default("open"), level: level() });
export const inApp = app.table("tickets", { state: state().array(), level: level().default("low") });
