import { index, pgTable, serial, text, uniqueIndex } from "drizzle-orm/pg-core";

export const user_accounts = pgTable("user_accounts", { account_id: serial().primaryKey(), first_name: text().notNull().unique(), last_name: text() }, (t) => [
  index().on(t.first_name), uniqueIndex().on(t.last_name),
]);
