import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

export const single = pgTable("single", { id: integer().primaryKey(), name: text() });
export const pair = pgTable("pair", { a: integer(), b: text(), c: integer() }, (t) => [primaryKey({ columns: [t.a, t.b] })]);
export const named = pgTable("named", { x: integer(), y: integer() }, (t) => [
  primaryKey({ name: "named_xy", columns: [t.y, t.x] }),
]);
export const none = pgTable("none", { a: integer().notNull(), b: integer().notNull() });
