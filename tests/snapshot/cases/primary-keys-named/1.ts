import { integer, pgTable, primaryKey, serial, text } from "drizzle-orm/pg-core";

export const named = pgTable("named", { id: integer().notNull(), note: text() }, (t) => [primaryKey({ name: "named_pkey", columns: [t.id] })]);
export const own = pgTable("own", { id: serial() }, (t) => [primaryKey({ columns: [t.id] })]);
export const other = pgTable("other", { id: serial(), a: integer() }, (t) => [primaryKey({ name: "main", columns: [t.a] })]);
export const inline = pgTable("inline", { id: serial().primaryKey() });
export const late = pgTable("late", { id: integer() });
