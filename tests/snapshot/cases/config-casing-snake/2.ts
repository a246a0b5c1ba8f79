import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgEnum, pgTable, pgView, primaryKey, serial, text, timestamp, unique, uniqueIndex } from "drizzle-orm/pg-core";

export const userState = pgEnum("userState", ["new", "old"]);
export const userAccounts = pgTable("userAccounts", {
  accountId: serial().primaryKey(), firstName: text().notNull(), lastName: text(), emailAddress: text().unique(), theState: userState().default("new"),
  keptName: text("keptName"), fullName: text().generatedAlwaysAs((): any => sql`${userAccounts.firstName} || 'x'`),
}, (t) => [
  index().on(t.firstName.desc(), t.lastName), unique().on(t.lastName, t.emailAddress), check("nameSet", sql`${t.firstName} <> '' and ${t.lastName} <> ''`),
  uniqueIndex("lowerEmail").on(sql`lower(${t.emailAddress})`).where(sql`${t.theState} = 'new'`),
]);
export const blogPosts = pgTable("blogPosts", {
  postId: integer().generatedAlwaysAsIdentity(), writtenBy: integer().references(() => userAccounts.accountId), HTMLBody: text(), createdAt: timestamp().notNull().defaultNow(),
}, (t) => [primaryKey({ columns: [t.postId, t.writtenBy] }), foreignKey({ columns: [t.postId], foreignColumns: [userAccounts.accountId] })]);
export const names = pgView("accountNames", { firstName: text() }).as(sql`select first_name from "userAccounts"`);
