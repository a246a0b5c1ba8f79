import { foreignKey, integer, pgTable, serial, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), org: integer().notNull(), number: integer().notNull() }, (t) => [
  unique("users_org_number").on(t.org, t.number),
]);
export const posts = pgTable("posts", {
  id: serial().primaryKey(),
  by: integer(),
  editor: integer().notNull().references(() => users.id, { onDelete: "cascade", onUpdate: "cascade" }),
  parent: integer(),
  org: integer().default(1),
  number: integer().default(1),
}, (t) => [
  foreignKey({ name: "posts_tree", columns: [t.parent], foreignColumns: [t.id] }),
]);
export const notes = pgTable("notes", { a: integer(), b: integer(), post: integer() }, (t) => [
  foreignKey({ name: "notes_user", columns: [t.b, t.a], foreignColumns: [users.number, users.org] }),
]);
