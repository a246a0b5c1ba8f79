import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";

export const single = pgTable("single", { id: integer().primaryKey(), name: text() });
export const pair = pgTable("pair", { a: integer().notNull(), b: text().notNull(), c: integer().notNull() });
export const named = pgTable("named", { x: integer(), y: integer() }, (t) => [
  primaryKey({ name: "named_pk", columns: [t.x, t.y] }),
]);
export const one = pgTable("one", { only: uuid().notNull() }, (t) => [primaryKey({ name: "one_only", columns: [t.only] })]);
