import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgSchema, pgTable, serial, text } from "drizzle-orm/pg-core";

export const a = pgSchema("a");
export const b = pgSchema("b");
export const kindA = a.enum("kind", ["x", "y", "z"]);
export const kindB = b.enum("kind", ["p", "q"]);
export const kind = pgEnum("kind", ["one", "two"]);
export const users = pgTable("users", { id: serial().primaryKey(), kind: kind().default("two"), email: text().unique() }, (t) => [index("users_kind").on(t.kind.desc())]);
export const usersA = a.table("users", { id: serial().primaryKey(), kind: kindA().default("y"), other: kindB(), email: text() }, (t) => [index("users_kind").on(t.kind, t.email), check("users_check", sql`${t.email} <> 'a'`)]);
export const usersB = b.table("users", {
  id: serial().primaryKey(), kind: kindB().default("p"), email: text().unique(), of: integer().references(() => usersA.id),
}, (t) => [index("users_kind").on(t.kind).where(sql`kind = 'p'`), check("users_check", sql`${t.email} <> 'b'`)]);
export const viewA = a.view("names").as((qb) => qb.select({ email: usersA.email }).from(usersA));
export const viewB = b.view("names").as((qb) => qb.select({ email: usersB.email, kind: usersB.kind }).from(usersB));
