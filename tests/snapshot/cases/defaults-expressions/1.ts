import { sql } from "drizzle-orm";
import { date, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const entries = pgTable("entries", {
  id: uuid().primaryKey().default(sql`gen_random_uuid()`),
  at: timestamp().default(sql`CURRENT_TIMESTAMP`),
  atUtc: timestamp("at_utc").default(sql`(now() AT TIME ZONE 'utc')`),
  later: timestamp({ withTimezone: true }).default(sql`now() + interval '1 day'`),
  day: date().default(sql`CURRENT_DATE`),
  lower: text().default(sql`lower('ABC')`),
  joined: text().default(sql`'a' || 'b'`),
  sum: integer().default(sql`1 + 2 * 3`),
  cast: jsonb().default(sql`'{}'::jsonb`),
  castOld: text("cast_old").default(sql`cast('x' as text)`),
  who: text().default(sql`current_user`),
  nothing: text().default(sql`NULL`),
});
