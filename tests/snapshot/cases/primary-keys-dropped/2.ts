import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";

export const single = pgTable("single", { id: integer().primaryKey(), name: text() });
export const pair = pgTable("pair", { a: integer(), b: text(), c: integer() }, (t) => [
  primaryKey({ columns: [t.a, t.b, t.c] }),
]);
export const named = pgTable("named", { x: integer(), y: integer() }, (t) => [
  primaryKey({ name: "named_pk", columns: [t.x, t.y] }),
]);
export const none = pgTable("none", { a: integer().notNull(), b: integer().notNull() }, (t) => [
  primaryKey({ name: "none_key", columns: [t.a, t.b] }),
]);
export const one = pgTable("one", { only: uuid().notNull() }, (t) => [primaryKey({ name: "one_only", columns: [t.only] })]);
