import { sql } from "drizzle-orm";
import {
  AnyPgColumn, bigint, bit, char, check, customType, doublePrecision, index, inet, integer, interval, jsonb, macaddr,
  numeric, pgTable, point, real, smallint, text, time, timestamp, unique, uniqueIndex, uuid, varchar,
} from "drizzle-orm/pg-core";

const daterange = customType<{ data: string }>({ dataType: () => "daterange" });

export const tariffs = pgTable(
  "tariffs",
  {
    code: text("code").primaryKey(),
    rates: jsonb("rates").notNull().default({ day: 0.31, night: 0.22 }),
    hours: integer("hours").array().notNull().default([0, 1, 2, 3, 4, 5, 22, 23]),
    valid: daterange("valid").notNull(),
    share: numeric("share", { precision: 5, scale: 4 }).notNull().default("0.5"),
    note: text("note"),
    starts: time("starts", { precision: 0 }).notNull().default("22:00:00"),
  },
  (t) => [check("tariffs_share_check", sql`${t.share} between 0 and 1`)],
);

export const meters = pgTable(
  "meters",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    serialNo: varchar("serial_no", { length: 32 }).notNull(),
    kind: char("kind", { length: 1, enum: ["E", "G", "W"] }).notNull().default("E"),
    flags: bit("flags", { dimensions: 8 }).notNull().default("00000000"),
    address: inet("address"),
    mac: macaddr("mac"),
    position: point("position", { mode: "xy" }),
    tariff: text("tariff").default("standard").references(() => tariffs.code, { onDelete: "set default" }),
    replacedBy: uuid("replaced_by").references((): AnyPgColumn => meters.id),
  },
  (t) => [
    unique().on(t.serialNo, t.kind).nullsNotDistinct(),
    check("meters_kind_check", sql`${t.kind} IN ('E', 'G', 'W')`),
  ],
);

export const readings = pgTable(
  "readings",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    meterId: uuid("meter_id").notNull().references(() => meters.id, { onDelete: "cascade" }),
    takenAt: timestamp("taken_at", { withTimezone: true, precision: 3 }).notNull(),
    kwh: numeric("kwh", { precision: 24, scale: 8 }).notNull(),
    raw: real("raw").array(),
    matrix: doublePrecision("matrix").array().array(),
    windowSize: interval("window_size").notNull().default("00:15:00"),
    quality: smallint("quality").notNull().default(-1),
    quarter: integer("quarter").generatedAlwaysAs(
      sql`(EXTRACT(epoch FROM taken_at AT TIME ZONE 'UTC') / 900)::integer`,
    ),
  },
  (t) => [
    index("readings_meter_covering").on(t.meterId, t.takenAt),
    index("readings_bad_idx").using("hash", t.meterId).where(sql`${t.quality} < -1`),
    uniqueIndex("readings_meter_quarter_idx").on(t.meterId, t.quarter).where(sql`${t.quality} >= 0`),
  ],
);
