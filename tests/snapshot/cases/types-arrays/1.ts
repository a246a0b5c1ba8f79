import { integer, numeric, pgEnum, pgTable, text, timestamp, varchar } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "ok", "happy"]);
export const lists = pgTable("lists", {
  whole: integer().array().notNull(),
  texts: text().array(),
  grid: integer().array().array(),
  triple: integer().array(3),
  board: text().array(3).array(3),
  codes: varchar({ length: 20 }).array(),
  prices: numeric({ precision: 6, scale: 2 }).array(),
  times: timestamp({ withTimezone: true, precision: 3 }).array(),
  moods: mood().array(),
});
