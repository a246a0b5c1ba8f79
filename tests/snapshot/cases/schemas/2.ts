import { sql, count } from "drizzle-orm";
import { check, index, integer, pgSchema, pgTable, serial, text } from "drizzle-orm/pg-core";

export const shop = pgSchema("shop");
export const archive = pgSchema("archive");
export const state = shop.enum("state", ["open", "done"]);
export const state2 = archive.enum("state", ["kept", "lost"]);
export const numbers = shop.sequence("numbers", { startWith: 10 });
export const items = shop.table("items", { id: serial().primaryKey(), name: text().unique(), state: state().default("open") }, (t) => [
  index().on(t.name), check("name_set", sql`${t.name} <> ''`),
]);
export const items2 = pgTable("items", { id: serial().primaryKey(), of: integer().references(() => items.id) });
export const items3 = archive.table("items", { id: serial().primaryKey(), name: text().unique(), state: state2().default("kept"), old: state() }, (t) => [index().on(t.name)]);
export const counts = archive.view("counts", { n: integer() }).as(sql`select count(*)::integer as n from "shop"."items"`);
