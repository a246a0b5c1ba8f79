import { SQL, sql } from "drizzle-orm";
import {
  bigint, bigserial, char, check, customType, doublePrecision, index, inet, interval, jsonb, macaddr, pgEnum,
  pgMaterializedView, pgTable, pgView, point, primaryKey, real, smallint, text, timestamp, varchar,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

export const deviceState = pgEnum("device_state", ["new", "online", "offline", "retired", "lost"]);

export const sites = pgTable("sites", {
  id: smallint("id").primaryKey().generatedAlwaysAsIdentity(),
  code: char("code", { length: 4 }).notNull().unique("sites_code_key"),
  location: point("location"),
  tz: text("tz").notNull().default("Europe/Berlin"),
  floorPlan: bytea("floor_plan"),
  elevation: real("elevation").default(0),
});

export const devices = pgTable("devices", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity({ startWith: 100, increment: 10 }),
  siteId: smallint("site_id").notNull().references(() => sites.id),
  serialNo: varchar("serial_no", { length: 40 }).notNull().unique(),
  mac: macaddr("mac"),
  address: inet("address"),
  state: deviceState("state").notNull().default("new"),
  config: jsonb("config").$type<{ interval: number; unit: string }>().notNull().default({ interval: 60, unit: "s" }),
  firmware: text("firmware").generatedAlwaysAs((): SQL => sql`${devices.config} ->> 'firmware'`),
  seenAt: timestamp("seen_at", { withTimezone: true, precision: 3 }),
}, (t) => [
  index("devices_config_idx").using("gin", t.config.op("jsonb_path_ops")),
  index("devices_seen_idx").on(t.seenAt.desc()),
]);

// partitioned by range of `at`; drizzle knows nothing of that
export const events = pgTable("events", {
  deviceId: bigint("device_id", { mode: "number" }).notNull().references(() => devices.id, { onDelete: "cascade" }),
  at: timestamp("at", { withTimezone: true }).notNull().default(sql`clock_timestamp()`),
  kind: text("kind").notNull(),
  value: doublePrecision("value"),
  payload: jsonb("payload").notNull().default({}),
}, (t) => [
  primaryKey({ columns: [t.deviceId, t.at, t.kind] }),
  index("events_at_brin").using("brin", t.at).with({ pages_per_range: 32 }),
  index("events_payload_idx").using("gin", t.kind, t.payload),
]);

export const alarms = pgTable("alarms", {
  id: bigserial("id", { mode: "bigint" }).primaryKey(),
  deviceId: bigint("device_id", { mode: "number" }).notNull().references(() => devices.id, { onDelete: "cascade" }),
  raised: timestamp("raised", { withTimezone: true }).notNull().defaultNow(),
  cleared: timestamp("cleared", { withTimezone: true }),
  severity: smallint("severity").notNull().default(2),
  thresholds: doublePrecision("thresholds").array().notNull().default([0.5, 0.9]),
  duration: interval("duration").generatedAlwaysAs(sql`cleared - raised`),
  note: text("note"),
}, (t) => [
  check("alarms_severity_check", sql`${t.severity} between 0 and 5`),
  check("alarms_check", sql`${t.cleared} is null or ${t.cleared} >= ${t.raised}`),
  index("alarms_device_id_idx").on(t.deviceId).where(sql`${t.cleared} is null`),
]);

export const hourly = pgMaterializedView("hourly", {
  deviceId: bigint("device_id", { mode: "number" }),
  hour: timestamp("hour", { withTimezone: true }),
  events: bigint("events", { mode: "number" }),
  mean: doublePrecision("mean"),
}).withNoData().as(sql`
  select device_id, date_trunc('hour', at) as hour, count(*) as events, avg(value) as mean
    from events group by device_id, date_trunc('hour', at)`);

export const staleDevices = pgView("stale_devices", {
  id: bigint("id", { mode: "number" }),
  serialNo: varchar("serial_no", { length: 40 }),
  seenAt: timestamp("seen_at", { withTimezone: true, precision: 3 }),
  site: char("site", { length: 4 }),
}).as(sql`select d.id, d.serial_no, d.seen_at, s.code as site from devices d join sites s on s.id = d.site_id
  where d.seen_at is null or d.seen_at < now() - interval '1 hour'`);
