import { bigint, boolean, char, cidr, date, doublePrecision, inet, integer, interval, json, jsonb, macaddr, numeric, pgEnum, pgTable, real, smallint, text, time, timestamp, uuid, varchar } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "it's ok", "happy"]);
export const values = pgTable("values", {
  id: uuid().primaryKey().defaultRandom(),
  whole: integer().default(6),
  negative: integer().notNull().default(-70),
  zero: smallint().default(1),
  big: bigint({ mode: "number" }).default(-1),
  exact: numeric({ precision: 10, scale: 2 }).default("0"),
  exactNumber: numeric("exact_number", { mode: "number" }).default(-3),
  single: real().default(2),
  twice: doublePrecision().default(3.25),
  yes: boolean().default(false),
  no: boolean().notNull().default(true),
  words: text().default("now()"),
  quoted: text().default("''"),
  empty: text().notNull().default(" "),
  lines: text().default("tab\there"),
  dollars: text().default("$$"),
  short: varchar({ length: 10 }).default("5"),
  fixed: char({ length: 3 }).default("xy"),
  mood: mood().default("happy"),
});
export const dated = pgTable("dated", {
  day: date().default("2024-02-29"),
  dayAsDate: date("day_as_date", { mode: "date" }).default(new Date("2024-03-01T10:00:00Z")),
  at: timestamp().default(new Date("2024-03-01T10:11:12.345Z")),
  atZone: timestamp("at_zone", { withTimezone: true }).default(new Date("2024-03-01T10:11:12.345Z")),
  atText: timestamp("at_text", { mode: "string" }).default("2024-03-01 10:11:12"),
  clock: time().default("10:11:12"),
  span: interval().default("1 day 02:00:00"),
  spanWords: interval("span_words").default("90 minutes"),
  now: timestamp().defaultNow().notNull(),
  today: date().defaultNow(),
  noon: time().defaultNow(),
});
export const documents = pgTable("documents", {
  object: jsonb().default({ a: 1, b: [true, null], c: "x" }),
  list: jsonb().default([]),
  plain: json().default({ deep: { er: "y" } }),
  address: inet().default("127.0.0.1"),
  network: cidr().default("10.0.0.0/8"),
  card: macaddr().default("08:00:2b:01:02:03"),
  id: uuid().default("00000000-0000-0000-0000-000000000001"),
});
