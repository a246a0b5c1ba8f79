import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const user_accounts = pgTable("user_accounts", { account_id: serial().primaryKey(), first_name: text().notNull().unique(), last_name: text().default("none") }, (t) => [
  index().on(t.first_name), check("first_set", sql`${t.first_name} <> ''`),
]);
export const posts = pgTable("posts", { by_account: integer().notNull().references(() => user_accounts.account_id, { onDelete: "cascade" }), is_open: boolean().default(false) });
