import { pgSchema, pgTable, serial, text, uuid } from "drizzle-orm/pg-core";

export const auth = pgSchema("auth");
export const users = auth.table("users", { id: uuid().primaryKey(), email: text().notNull() });
export const posts = pgTable("posts", { id: serial().primaryKey(), user: uuid().notNull().references(() => users.id) });
