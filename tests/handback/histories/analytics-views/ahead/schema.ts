import { sql } from "drizzle-orm";
import {
  bigint, date, doublePrecision, foreignKey, index, integer, pgMaterializedView, pgTable, pgView, primaryKey, text,
  timestamp, unique, uuid,
} from "drizzle-orm/pg-core";

export const sites = pgTable(
  "sites",
  {
    id: integer("id").primaryKey().generatedByDefaultAsIdentity(),
    host: text("host").notNull(),
  },
  (t) => [unique("sites_host_key").on(t.host)],
);

/** Partitioned by `at`; the partitions are made in migrations/. */
export const events = pgTable(
  "events",
  {
    siteId: integer("site_id").notNull(),
    at: timestamp("at", { withTimezone: true }).notNull(),
    visitor: uuid("visitor").notNull(),
    kind: text("kind").notNull(),
    path: text("path").notNull().default("/"),
    ms: integer("ms"),
    country: text("country"),
  },
  (t) => [
    primaryKey({ name: "events_pkey", columns: [t.siteId, t.at, t.visitor] }),
    foreignKey({ name: "events_site_id_fkey", columns: [t.siteId], foreignColumns: [sites.id] }).onDelete("cascade"),
    index("events_at_brin").using("brin", t.at),
    index("events_path_idx").on(t.siteId, t.path),
  ],
);

export const daily = pgMaterializedView("daily", {
  siteId: integer("site_id"),
  day: date("day"),
  hits: bigint("hits", { mode: "number" }),
  visitors: bigint("visitors", { mode: "number" }),
})
  .withNoData()
  .as(
    sql`SELECT site_id, (at AT TIME ZONE 'UTC')::date AS day, count(*) AS hits, count(DISTINCT visitor) AS visitors
        FROM events WHERE kind = 'view' GROUP BY 1, 2`,
  );

export const weekly = pgView("weekly", {
  host: text("host"),
  week: date("week"),
  hits: bigint("hits", { mode: "number" }),
}).as(
  sql`SELECT s.host, date_trunc('week', d.day::timestamp)::date AS week, sum(d.hits)::bigint AS hits
      FROM daily d JOIN sites s ON s.id = d.site_id
      GROUP BY s.host, date_trunc('week', d.day::timestamp)::date`,
);

export const slowPages = pgView("slow_pages", {
  siteId: integer("site_id"),
  path: text("path"),
  p95: doublePrecision("p95"),
})
  .with({ securityBarrier: true })
  .as(
    sql`SELECT site_id, path, percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS p95
        FROM events WHERE ms IS NOT NULL GROUP BY site_id, path HAVING count(*) >= 50`,
  );
