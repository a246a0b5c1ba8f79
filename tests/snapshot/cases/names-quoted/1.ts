import { sql } from "drizzle-orm";
import { check, index, pgEnum, pgTable, serial, text } from "drizzle-orm/pg-core";

export const state = pgEnum("Order State", ["New!", "it's", 'say "hi"']);
export const order = pgTable("order", {
  id: serial("ID").primaryKey(),
  select: text("select").notNull(),
  userName: text("userName").unique(),
  state: state("the State").default("New!"),
  umlaut: text("größe"),
}, (t) => [
  index("Order Index").on(t.userName, t.umlaut),
  check("Check It", sql`${t.select} <> ''`),
]);
