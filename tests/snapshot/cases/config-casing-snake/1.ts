import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, primaryKey, serial, text, unique } from "drizzle-orm/pg-core";

export const userState = pgEnum("userState", ["new", "old"]);
export const userAccounts = pgTable("userAccounts", {
  accountId: serial().primaryKey(), firstName: text().notNull(), lastName: text(), emailAddress: text().unique(), theState: userState().default("new"),
}, (t) => [index().on(t.firstName, t.lastName), unique().on(t.lastName, t.emailAddress), check("nameSet", sql`${t.firstName} <> ''`)]);
export const blogPosts = pgTable("blogPosts", {
  postId: integer().generatedAlwaysAsIdentity(), writtenBy: integer().references(() => userAccounts.accountId), HTMLBody: text(),
}, (t) => [primaryKey({ columns: [t.postId, t.writtenBy] })]);
