import { char, json, jsonb, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";

export const words = pgTable("words", {
  id: uuid().primaryKey(),
  plain: text(),
  kind: text({ enum: ["noun", "verb"] }).notNull(),
  any: varchar(),
  short: varchar({ length: 32 }).notNull(),
  one: char(),
  fixed: char({ length: 12 }),
  raw: json(),
  parsed: jsonb().notNull(),
});
