import { integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(),
  email: text().unique(),
  name: text().unique("users_by_name"),
  phone: text().unique("users_phone", { nulls: "not distinct" }),
  code: text(),
  area: integer(),
}, (t) => [unique().on(t.code, t.area)]);
