import { bigint, boolean, char, doublePrecision, integer, numeric, pgEnum, pgTable, real, smallint, text, uuid, varchar } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "it's ok", "happy"]);
export const values = pgTable("values", {
  id: uuid().primaryKey().defaultRandom(),
  whole: integer().default(5),
  negative: integer().notNull().default(-7),
  zero: smallint().default(0),
  big: bigint({ mode: "number" }).default(9007199254740991),
  exact: numeric({ precision: 10, scale: 2 }).default("10.50"),
  exactNumber: numeric("exact_number", { mode: "number" }).default(12.5),
  single: real().default(0.1),
  twice: doublePrecision().default(-1e21),
  yes: boolean().default(true),
  no: boolean().notNull().default(false),
  words: text().default("plain"),
  quoted: text().default("it's \"quoted\" \\ back"),
  empty: text().notNull().default(""),
  lines: text().default("one\ntwo"),
  dollars: text().default("$1 %s ?"),
  short: varchar({ length: 10 }).default("abc"),
  fixed: char({ length: 3 }).default("abc"),
  mood: mood().default("it's ok"),
});
