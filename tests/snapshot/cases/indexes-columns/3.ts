import { index, integer, pgSchema, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const logs = pgTable("logs", {
  id: serial().primaryKey(), a: integer(), b: text(), c: timestamp(),
}, (t) => [
  uniqueIndex("logs_a_index").on(t.a),
  index("logs_desc").on(t.b),
  index("logs_asc").on(t.b.desc()),
  index("logs_nulls_first").on(t.c.nullsLast()),
  index("logs_desc_first").on(t.a, t.c.desc().nullsFirst()),
  index("logs_only").onOnly(t.id),
]);
export const app = pgSchema("app");
export const inSchema = app.table("logs", { a: integer(), b: text() }, (t) => [index().on(t.a, t.b), uniqueIndex("logs_desc").on(t.b)]);
