import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";

export const codes = pgTable("codes", { code: text().primaryKey() });
export const items = pgTable("items", {
  id: integer().primaryKey(), title: text(), code: text().generatedAlwaysAs(sql`upper(title)`).unique(), size: integer().generatedAlwaysAs(sql`length(title)`),
}, (t) => [index("items_code").on(t.code), index("items_both").on(t.id, t.code), unique("items_pair").on(t.title, t.code), check("size_known", sql`${t.size} > 0`), foreignKey({ columns: [t.code], foreignColumns: [codes.code] })]);
