import { sql } from "drizzle-orm";
import { boolean, integer, numeric, pgEnum, pgTable, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "ok", "happy"]);
export const lists = pgTable("lists", {
  whole: integer().array().notNull().default([]),
  texts: text().array().default(["a", "b c"]),
  grid: integer().array().array().default([[1, 2], [3, 4]]),
  triple: integer().array(3),
  board: text().array(3).array(3),
  codes: varchar({ length: 20 }).array().default(sql`'{}'::varchar[]`),
  prices: numeric({ precision: 6, scale: 2 }).array().default(["1.50"]),
  times: timestamp({ withTimezone: true, precision: 3 }).array(),
  moods: mood().array().default(["ok"]),
  yes: boolean().array().default([true, false]),
  ids: uuid().array().notNull().default(sql`ARRAY[]::uuid[]`),
});
