import { customType, pgTable, serial, text } from "drizzle-orm/pg-core";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const money = customType<{ data: string }>({ dataType: () => "money" });
const range = customType<{ data: string }>({ dataType: () => "int4range" });
const xml = customType<{ data: string }>({ dataType: () => "xml" });
const oid = customType<{ data: number }>({ dataType: () => "oid" });
export const things = pgTable("things", {
  id: serial().primaryKey(),
  body: text(),
  search: tsvector(),
  content: bytea().notNull(),
  price: money(),
  span: range(),
  page: xml(),
  object: oid(),
});
