import { index, integer, pgEnum, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["open", "done"]);
export const users = pgTable("users", { id: serial().primaryKey(), name: text().default("it's me"), state: state().default("open"), seen: timestamp({ withTimezone: true }).defaultNow() });
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id), words: integer().notNull().default(0) }, (t) => [index("posts_by").on(t.by)]);
