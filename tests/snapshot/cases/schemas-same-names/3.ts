import { sql } from "drizzle-orm";
import { check, index, pgSchema, serial, text } from "drizzle-orm/pg-core";

export const a = pgSchema("a");
export const b = pgSchema("b");
export const kindA = a.enum("kind", ["x", "y", "z"]);
export const kindB = b.enum("kind", ["p", "q", "r"]);
export const usersA = a.table("users", { id: serial().primaryKey(), kind: kindA(), other: kindB().default("q"), email: text() }, (t) => [check("users_check", sql`${t.email} <> 'a'`)]);
export const usersB = b.table("users", {
  id: serial().primaryKey(), kind: kindB().default("q"), email: text().unique(),
}, (t) => [index("users_kind").on(t.kind), check("users_check", sql`${t.email} <> 'bb'`)]);
export const viewA = a.view("names").as((qb) => qb.select({ email: usersA.email }).from(usersA));
