import { pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "closed", "archived"]);
export const level = pgEnum("level", ["low", "middle", "high"]);
export const tickets = pgTable("tickets", {
  id: serial().primaryKey(), state: state().notNull().default("open"), level: level().default("low"),
});
