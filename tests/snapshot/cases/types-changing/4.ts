import { sql } from "drizzle-orm";
import { bigint, numeric, pgEnum, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "closed"]);
export const tasks = pgTable("tasks", {
  id: bigint({ mode: "number" }).primaryKey(),
  state: text().notNull().default("open"),
  points: numeric({ precision: 8, scale: 2 }),
  title: text().default("no title"),
  due: timestamp({ withTimezone: true, precision: 3 }).default(sql`CURRENT_TIMESTAMP(3)`),
  weight: numeric().default(sql`round(2.55, 1)`),
  note: text(),
});
