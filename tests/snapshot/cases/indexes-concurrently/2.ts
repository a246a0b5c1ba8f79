import { sql } from "drizzle-orm";
import { index, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const events = pgTable("events", { id: serial().primaryKey(), at: timestamp(), kind: text() }, (t) => [
  index("events_at").on(t.at).concurrently(),
  uniqueIndex("events_kind").on(t.kind, t.at.desc()).where(sql`kind <> ''`).concurrently(),
]);
