import { pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "closed"]);
export const level = pgEnum("level", ["low", "high"]);
export const unused = pgEnum("unused", ["x"]);
export const tickets = pgTable("tickets", {
  id: serial().primaryKey(), state: state().notNull().default("open"), level: level(), past: state().array(),
});
