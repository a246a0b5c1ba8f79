import { sql, isNull } from "drizzle-orm";
import { boolean, index, integer, pgEnum, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "done"]);
export const jobs = pgTable("jobs", {
  id: serial().primaryKey(), state: state().notNull(), live: boolean().notNull(), gone: timestamp(), kind: text(), n: integer(),
}, (t) => [
  index("jobs_open").on(t.id).where(sql`${t.state} <> 'done' and ${t.live}`),
  uniqueIndex("jobs_kind").on(t.kind).where(sql`gone is null and kind is not null`),
  index("jobs_live").on(t.n).where(sql`${t.live} = true`),
  index("jobs_some").on(t.n).where(sql`${t.kind} in ('a', 'b') or ${t.n} > 10`),
  uniqueIndex("jobs_lower").on(sql`lower(kind)`).where(sql`not live`),
  index("jobs_recent").on(t.gone.desc()).where(sql`gone > '2024-01-01'::timestamp`),
  index("jobs_null").on(t.n).where(isNull(t.gone)),
]);
