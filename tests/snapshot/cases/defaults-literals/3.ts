import { sql } from "drizzle-orm";
import { bigint, boolean, date, doublePrecision, integer, interval, json, jsonb, numeric, pgEnum, pgTable, real, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "it's ok", "happy"]);
export const values = pgTable("values", {
  id: uuid().primaryKey().defaultRandom(),
  whole: integer(),
  negative: integer().notNull().default(0),
  zero: smallint(),
  big: bigint({ mode: "number" }),
  exact: numeric({ precision: 10, scale: 2 }),
  exactNumber: numeric("exact_number", { mode: "number" }),
  single: real().default(-0.5),
  twice: doublePrecision(),
  yes: boolean(),
  no: boolean().notNull(),
  words: text(),
  quoted: text().default("a'b''c"),
  empty: text().notNull(),
  mood: mood(),
  late: integer().notNull().default(42),
});
export const dated = pgTable("dated", {
  day: date().default("2024-02-28"),
  at: timestamp().default(new Date("2025-03-01T00:00:00Z")),
  atZone: timestamp("at_zone", { withTimezone: true }).defaultNow(),
  span: interval().default("1 mon"),
  now: timestamp().notNull(),
  today: date(),
});
export const documents = pgTable("documents", {
  object: jsonb().default({}),
  list: jsonb().default(["a"]),
  plain: json(),
  id: uuid().default(sql`uuid_in('00000000-0000-0000-0000-000000000002')`),
});
