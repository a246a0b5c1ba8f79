import { integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(),
  email: text().unique(),
  name: text().unique("users_by_name"),
  phone: text().unique("users_phone", { nulls: "not distinct" }),
  code: text(),
  area: integer(),
  zip: text(),
}, (t) => [
  unique("users_code_area").on(t.code, t.area),
  unique("users_zip").on(t.zip, t.area).nullsNotDistinct(),
  unique().on(t.zip).nullsNotDistinct(),
]);
export const later = pgTable("later", { a: integer(), b: integer().unique(undefined, { nulls: "not distinct" }) });
