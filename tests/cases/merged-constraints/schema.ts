import { integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";

export const a = pgTable("a", {
  key: uuid("key").primaryKey().defaultRandom(),
  slug: text("slug").notNull().unique(),
  at: integer("at").notNull(),
}, (t) => [
  unique("a_id_unique").on(t.key),
  unique("a_name_that_postgresql_cuts_because_it_has_more_than_sixty_three_bytes").on(t.key),
  unique("a_slug_once").on(t.slug),
  unique("a_slug_or_null").on(t.slug).nullsNotDistinct(),
]);
export const b = pgTable("b", { x: integer("x").notNull(), y: integer("y").notNull() }, (t) => [
  primaryKey({ columns: [t.x, t.y] }),
  unique().on(t.x, t.y),
  unique().on(t.y, t.x),
]);
