import { sql } from "drizzle-orm";
import { check, integer, numeric, pgEnum, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "done"]);
export const a = pgTable("a", {
  id: integer("id").primaryKey(),
  state: state("state").notNull().default("open"),
  at: timestamp("at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  rate: numeric("rate", { precision: 5, scale: 2 }).default("1.50"),
  title: text("title").default(sql`lower('X')`),
}, (t) => [
  check("a_id_check", sql`id > 0 AND id < 1000`),
  uniqueIndex("a_name_that_postgresql_cuts_because_it_has_more_than_sixty_three_bytes").on(sql`lower(title)`).where(sql`(title <> '')`),
]);
