import { integer, pgEnum, pgTable, real, text, timestamp, varchar } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "closed"]);
export const tasks = pgTable("tasks", {
  id: integer().primaryKey(),
  state: text().notNull().default("open"),
  points: integer().default(1),
  title: varchar({ length: 50 }).default("untitled"),
  due: timestamp().defaultNow(),
  weight: real().default(1.5),
  note: text(),
});
