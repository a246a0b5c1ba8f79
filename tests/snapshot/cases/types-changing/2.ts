import { bigint, doublePrecision, pgEnum, pgTable, text, timestamp, varchar } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "closed"]);
export const tasks = pgTable("tasks", {
  id: bigint({ mode: "number" }).primaryKey(),
  state: text().notNull().default("open"),
  points: bigint({ mode: "number" }).default(1),
  title: varchar({ length: 80 }).default("untitled"),
  due: timestamp({ withTimezone: true }).defaultNow(),
  weight: doublePrecision().default(1.5),
  note: varchar({ length: 10 }),
});
