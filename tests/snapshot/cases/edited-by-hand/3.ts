import { sql } from "drizzle-orm";
import { check, integer, pgEnum, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "done"]);
export const users = pgTable("users", { id: serial().primaryKey(), name: text().default("it's me"), state: state().default("open"), seen: timestamp({ withTimezone: true }).defaultNow() });
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id), words: integer().notNull().default(0) }, (t) => [check("words_positive", sql`${t.words} >= 0`)]);
