import { index, integer, pgTable, serial, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const logs = pgTable("logs", {
  id: serial().primaryKey(), a: integer(), b: text(), c: timestamp(),
}, (t) => [
  index().on(t.a),
  index("logs_named").on(t.b, t.c),
  uniqueIndex("logs_unique").on(t.a, t.b),
  uniqueIndex().on(t.c),
]);
