import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const docs = pgTable("docs", { title: text(), data: jsonb(), at: timestamp() });
