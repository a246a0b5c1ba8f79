import { char, cidr, inet, json, jsonb, macaddr, macaddr8, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";

export const words = pgTable("words", {
  id: uuid().primaryKey(),
  plain: text(),
  kind: text({ enum: ["noun", "verb", "other"] }).notNull(),
  any: varchar(),
  short: varchar({ length: 64 }).notNull(),
  one: char(),
  fixed: char({ length: 12 }),
  raw: json(),
  parsed: jsonb().notNull(),
  address: inet(),
  network: cidr().notNull(),
  card: macaddr(),
  longCard: macaddr8("long_card"),
});
