import { sql } from "drizzle-orm";
import { json, jsonb, pgTable, uuid } from "drizzle-orm/pg-core";

export const entries = pgTable("entries", {
  id: uuid().primaryKey(),
  a: jsonb().default(sql`jsonb_build_array()`),
  b: json().notNull().default(sql`json_build_object('b', now())`),
});
