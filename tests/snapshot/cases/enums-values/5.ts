import { pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["closed", "open", "archived"]);
export const level = pgEnum("level", ["low", "middle", "high"]);
export const kind = pgEnum("kind", ["bug", "wish"]);
export const tickets = pgTable("tickets", {
  id: serial().primaryKey(), state: state().notNull().default("archived"), level: level().default("high"), kind: kind().default("wish"),
});
