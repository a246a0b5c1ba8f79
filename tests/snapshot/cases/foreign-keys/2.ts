import { foreignKey, integer, pgTable, serial, type AnyPgColumn, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), org: integer().notNull(), number: integer().notNull() }, (t) => [
  unique("users_org_number").on(t.org, t.number),
]);
export const posts = pgTable("posts", {
  id: serial().primaryKey(),
  by: integer().references(() => users.id, { onDelete: "restrict", onUpdate: "restrict" }),
  editor: integer().notNull().references(() => users.id, { onDelete: "cascade" }),
  parent: integer().references((): AnyPgColumn => posts.id, { onDelete: "no action", onUpdate: "set null" }),
  org: integer().default(1),
  number: integer().default(1),
}, (t) => [
  foreignKey({ columns: [t.org, t.number], foreignColumns: [users.org, users.number] }).onDelete("set default").onUpdate("set default"),
]);
export const notes = pgTable("notes", { a: integer(), b: integer(), post: integer() }, (t) => [
  foreignKey({ name: "notes_user", columns: [t.a, t.b], foreignColumns: [users.org, users.number] }),
  foreignKey({ name: "notes_post", columns: [t.post], foreignColumns: [posts.id] }).onDelete("cascade"),
]);
