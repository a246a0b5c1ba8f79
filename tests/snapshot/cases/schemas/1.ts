import { sql } from "drizzle-orm";
import { check, index, integer, pgSchema, pgTable, serial, text } from "drizzle-orm/pg-core";

export const shop = pgSchema("shop");
export const empty = pgSchema("empty");
export const state = shop.enum("state", ["open", "done"]);
export const numbers = shop.sequence("numbers", { startWith: 10 });
export const items = shop.table("items", { id: serial().primaryKey(), name: text().unique(), state: state().default("open") }, (t) => [
  index().on(t.name), check("name_set", sql`${t.name} <> ''`),
]);
export const items2 = pgTable("items", { id: serial().primaryKey(), of: integer().references(() => items.id) });
