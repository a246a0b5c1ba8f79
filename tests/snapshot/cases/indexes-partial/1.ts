import { sql } from "drizzle-orm";
import { boolean, index, integer, pgEnum, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "done"]);
export const jobs = pgTable("jobs", {
  id: serial().primaryKey(), state: state().notNull(), live: boolean().notNull(), gone: timestamp(), kind: text(), n: integer(),
}, (t) => [
  index("jobs_open").on(t.id).where(sql`${t.state} = 'open'`),
  uniqueIndex("jobs_kind").on(t.kind).where(sql`${t.gone} IS NULL`),
  index("jobs_live").on(t.n).where(sql`${t.live}`),
]);
