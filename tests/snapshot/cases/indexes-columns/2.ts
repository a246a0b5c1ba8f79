import { index, integer, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const logs = pgTable("logs", {
  id: serial().primaryKey(), a: integer(), b: text(), c: timestamp(),
}, (t) => [
  index().on(t.a),
  index("logs_desc").on(t.b.desc()),
  index("logs_asc").on(t.b.asc()),
  index("logs_nulls_first").on(t.c.nullsFirst()),
  index("logs_desc_last").on(t.c.desc().nullsLast()),
  index("logs_desc_first").on(t.c.desc().nullsFirst(), t.a.asc().nullsLast()),
  uniqueIndex("logs_unique").on(t.a.desc(), t.b),
]);
