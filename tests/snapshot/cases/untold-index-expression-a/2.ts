import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const docs = pgTable("docs", { title: text(), data: jsonb(), at: timestamp() }, (t) => [
  index("docs_title").on(t.title, t.at),
]);
