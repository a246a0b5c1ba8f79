import { sql } from "drizzle-orm";
import {
  bigint, bigserial, boolean, char, doublePrecision, integer, interval, jsonb, numeric, pgEnum, pgTable, real, text,
  time, timestamp, varchar,
} from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["ok", "bad"]);
export const t = pgTable("t", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  a: numeric("a", { precision: 10, scale: 2 }).default("0.00"),
  b: numeric("b", { precision: 10, scale: 0 }).notNull().default("-1"),
  c: timestamp("c", { precision: 3 }).default(sql`'2020-01-01'`),
  d: time("d", { precision: 3 }).defaultNow(),
  e: char("e", { length: 1 }).default("x"),
  f: varchar("f", { length: 5 }).array().default(["a", "b"]),
  g: integer("g").array().default([1, 2]),
  h: jsonb("h").default({ b: [1, 2], a: "it''s" }),
  i: real("i").default(0),
  j: doublePrecision("j").default(1.5),
  k: boolean("k").default(false),
  l: mood("l").default("ok"),
  m: interval("m").default("24 hours"),
  n: bigint("n", { mode: "number" }).default(9),
  o: text("o").default(sql`concat('A', 'b')`),
  p: timestamp("p", { withTimezone: true }).default(sql`(now() at time zone 'utc')`),
  q: varchar("q", { length: 3 }).default("y"),
  r: integer("r").default(5),
  s: boolean("s").notNull().default(true),
  u: timestamp("u").notNull().defaultNow(),
});
