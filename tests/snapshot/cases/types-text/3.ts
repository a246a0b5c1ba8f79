import { char, cidr, inet, jsonb, macaddr, macaddr8, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";

export const words = pgTable("words", {
  id: uuid().primaryKey(),
  plain: varchar({ length: 500 }),
  kind: text({ enum: ["noun", "verb", "other"] }).notNull(),
  any: text(),
  short: text().notNull(),
  one: char(),
  fixed: char({ length: 14 }),
  parsed: jsonb(),
  address: inet(),
  network: cidr().notNull(),
  card: macaddr(),
  longCard: macaddr8("long_card"),
});
