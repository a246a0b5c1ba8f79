import { pgTable, text } from "drizzle-orm/pg-core";

export const s = pgTable("s", { key: text("key").primaryKey().unique(), value: text("value").notNull() });
