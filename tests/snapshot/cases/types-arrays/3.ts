import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, numeric, pgEnum, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "ok", "happy"]);
export const lists = pgTable("lists", {
  whole: bigint({ mode: "number" }).array().notNull().default([]),
  texts: text().array().notNull().default(sql`ARRAY['x', 'y']::text[]`),
  grid: integer().array().array(),
  triple: integer().array(3),
  codes: varchar({ length: 20 }).array().default(sql`'{}'::varchar[]`),
  prices: numeric({ precision: 6, scale: 2 }).array().default(["1.50", "2.25"]),
  moods: mood().array().notNull().default(["ok", "happy"]),
  yes: boolean().array().default([true, false]),
  ids: uuid().array().notNull().default(sql`ARRAY[]::uuid[]`),
}, (t) => [index().using("gin", t.texts), index("lists_whole").using("gin", t.whole)]);
