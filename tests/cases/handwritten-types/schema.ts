import { sql } from "drizzle-orm";
import {
  bigint, boolean, char, date, doublePrecision, inet, integer, interval, jsonb, numeric, pgTable, serial, text, time,
  timestamp, uuid, varchar,
} from "drizzle-orm/pg-core";

export const h = pgTable("h", {
  id: serial("id").primaryKey(),
  a: date("a").notNull(),
  b: timestamp("b", { withTimezone: true }).notNull().defaultNow(),
  c: timestamp("c", { precision: 6 }).notNull().defaultNow(),
  d: varchar("d", { length: 20 }).notNull().default("x"),
  e: integer("e").notNull().default(0),
  f: boolean("f").notNull().default(false),
  g: doublePrecision("g"),
  i: numeric("i", { precision: 10, scale: 2 }).notNull().default("0"),
  j: jsonb("j").notNull().default({}),
  k: uuid("k").notNull().defaultRandom(),
  l: text("l").array().notNull().default([]),
  m: bigint("m", { mode: "number" }),
  n: time("n"),
  o: interval("o"),
  p: char("p", { length: 3 }),
  q: numeric("q", { precision: 5, scale: 1 }),
  r: doublePrecision("r"),
  s: boolean("s"),
  t: integer("t"),
  u: timestamp("u", { withTimezone: true }).default(sql`CURRENT_TIMESTAMP`),
  v: inet("v"),
});
