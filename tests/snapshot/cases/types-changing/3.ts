import { bigint, numeric, pgEnum, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "closed"]);
export const tasks = pgTable("tasks", {
  id: bigint({ mode: "number" }).primaryKey(),
  state: state().notNull().default("open"),
  points: numeric({ precision: 8, scale: 2 }).default("1.25"),
  title: text().default("untitled"),
  due: timestamp({ withTimezone: true, precision: 3 }).defaultNow(),
  weight: numeric().default("2"),
  note: text().notNull(),
});
