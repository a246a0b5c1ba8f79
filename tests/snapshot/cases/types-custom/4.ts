import { sql } from "drizzle-orm";
import { customType, index, pgTable, serial, text } from "drizzle-orm/pg-core";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const citext = customType<{ data: string }>({ dataType: () => "citext" });
const positive = customType<{ data: number }>({ dataType: () => "positive" });
const timestamptz = customType<{ data: Date }>({ dataType: () => "timestamp with time zone" });
export const things = pgTable("things", {
  id: serial().primaryKey(),
  body: text(),
  search: tsvector().generatedAlwaysAs(sql`to_tsvector('english', coalesce(body, ''))`),
  email: citext().notNull().unique(),
  amount: positive().notNull().default(1),
  at: timestamptz().notNull().default(sql`now()`),
}, (t) => [index("things_search").using("gin", t.search)]);
