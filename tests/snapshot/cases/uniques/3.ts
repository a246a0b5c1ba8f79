import { integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(),
  email: text(),
  name: text().unique("users_name"),
  phone: text().unique("users_phone"),
  code: text(),
  area: integer(),
  zip: text(),
}, (t) => [
  unique("users_code_area").on(t.area, t.code),
  unique("users_zip").on(t.zip, t.area),
]);
export const later = pgTable("later", { a: integer().unique(), b: integer() }, (t) => [unique("later_ab").on(t.b, t.a)]);
