import { index, pgEnum, pgSchema, pgTable, serial, text } from "drizzle-orm/pg-core";

export const a = pgSchema("a");
export const b = pgSchema("b");
export const kindA = a.enum("kind", ["x", "y"]);
export const kindB = b.enum("kind", ["p", "q"]);
export const kind = pgEnum("kind", ["one", "two"]);
export const users = pgTable("users", { id: serial().primaryKey(), kind: kind().default("one"), email: text().unique() }, (t) => [index("users_kind").on(t.kind)]);
export const usersA = a.table("users", { id: serial().primaryKey(), kind: kindA().default("x"), email: text().unique() }, (t) => [index("users_kind").on(t.kind)]);
export const usersB = b.table("users", { id: serial().primaryKey(), kind: kindB().default("p"), email: text().unique() }, (t) => [index("users_kind").on(t.kind)]);
