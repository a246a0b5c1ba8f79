import { index, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), name: text().notNull().default("nobody"), updatedAt: timestamp("updated_at").notNull().defaultNow() }, (t) => [index("users_name").on(t.name)]);
