import { sql } from "drizzle-orm";
import { index, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const words = pgTable("words", { name: text("name"), madeAt: timestamp("madeAt") }, (t) => [
  index("words_plain").on(t.name),
  index("words_ordered").on(sql`name desc nulls last`, t.madeAt),
  index("words_class").using("btree", sql`name text_pattern_ops`),
  uniqueIndex("words_quoted").on(sql`${t.madeAt} desc`),
  index("words_down").on(sql`${t.name} DESC`),
  index("words_by_drizzle").on(t.madeAt.desc(), t.name.op("text_pattern_ops")),
]);
