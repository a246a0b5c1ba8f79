import { integer, pgTable, serial, type AnyPgColumn, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), org: integer().notNull(), number: integer().notNull() }, (t) => [
  unique("users_org_number").on(t.org, t.number),
]);
export const posts = pgTable("posts", {
  id: serial().primaryKey(),
  by: integer().references(() => users.id),
  editor: integer().notNull().references(() => users.id, { onDelete: "cascade" }),
  parent: integer().references((): AnyPgColumn => posts.id, { onDelete: "set null", onUpdate: "cascade" }),
});
