import { sql } from "drizzle-orm";
import { bigint, date, doublePrecision, integer, jsonb, pgTable, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";

export const entries = pgTable("entries", {
  id: uuid().primaryKey().default(sql`gen_random_uuid()`),
  at: timestamp().default(sql`now()`),
  atUtc: timestamp("at_utc").default(sql`timezone('utc'::text, now())`),
  later: timestamp({ withTimezone: true }).default(sql`(now() + '2 days'::interval)`),
  day: date().default(sql`(CURRENT_DATE + 1)`),
  lower: text().default(sql`UPPER('abc')`),
  joined: text().default(sql`('a' || 'b') || 'c'`),
  sum: integer().default(sql`(1 + 2) * 3`),
  cast: jsonb().default(sql`'[]'`),
  castOld: text("cast_old").default(sql`'x'::varchar(5)`),
  who: text().default(sql`session_user`),
  picked: integer().default(sql`CASE WHEN true THEN 1 ELSE 2 END`),
  first: text().default(sql`coalesce(null, 'x')`),
  random: doublePrecision().default(sql`random() * 100`),
  stamp: bigint({ mode: "number" }).default(sql`extract(epoch from now())::bigint`),
  key: text().notNull().default(sql`encode(sha256('x'::bytea), 'hex')`),
  plainText: text("plain_text").default(sql`'quoted'`),
});
