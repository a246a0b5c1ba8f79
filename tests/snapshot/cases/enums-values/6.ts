import { pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["closed", "open", "archived"]);
export const tickets = pgTable("tickets", { id: serial().primaryKey(), state: state().notNull() });
