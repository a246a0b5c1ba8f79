import { sql } from "drizzle-orm";
import { bigint, date, integer, jsonb, pgSequence, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const numbering = pgSequence("numbering");
export const entries = pgTable("entries", {
  id: uuid().primaryKey().default(sql`gen_random_uuid()`),
  at: timestamp(),
  day: date().default(sql`CURRENT_DATE`),
  sum: integer().default(sql`nextval('numbering')`),
  total: bigint({ mode: "number" }).notNull().default(sql`nextval('numbering'::regclass)`),
  cast: jsonb().default(sql`'{"a": 1}'`),
  who: text().default(sql`current_setting('app.user', true)`),
  key: text().notNull().default(sql`next_key()`),
  keyPublic: text("key_public").default(sql`public.next_key()`),
});
