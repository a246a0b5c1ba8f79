import { integer, pgTable, primaryKey, serial, text } from "drizzle-orm/pg-core";

export const named = pgTable("named", { id: integer().notNull(), note: text().notNull() }, (t) => [primaryKey({ name: "named_pkey", columns: [t.id, t.note] })]);
export const own = pgTable("own", { id: serial(), note: text() }, (t) => [primaryKey({ columns: [t.id] })]);
export const other = pgTable("other", { id: serial(), a: integer() }, (t) => [primaryKey({ name: "other_pkey", columns: [t.a] })]);
export const inline = pgTable("inline", { id: serial().primaryKey(), note: text() });
export const late = pgTable("late", { id: integer().primaryKey() });
