import { sql } from "drizzle-orm";
import { customType, index, pgTable, serial, text } from "drizzle-orm/pg-core";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const money = customType<{ data: string }>({ dataType: () => "money" });
const range = customType<{ data: string }>({ dataType: () => "int4range" });
const citext = customType<{ data: string }>({ dataType: () => "citext" });
const positive = customType<{ data: number }>({ dataType: () => "positive" });
const bits = customType<{ data: string; config: { length: number } }>({
  dataType: (config) => `bit varying(${config?.length})`,
});
const timestamptz = customType<{ data: Date }>({ dataType: () => "timestamptz" });
const int8 = customType<{ data: number }>({ dataType: () => "int8" });
export const things = pgTable("things", {
  id: serial().primaryKey(),
  body: text(),
  search: tsvector(),
  content: bytea().notNull(),
  price: money().default("1.50"),
  span: range().default("[1,5)"),
  email: citext().notNull(),
  amount: positive().notNull().default(1),
  flags: bits({ length: 8 }),
  at: timestamptz().notNull().default(sql`now()`),
  big: int8(),
}, (t) => [index("things_search").using("gin", t.search)]);
