import { bigint, bigserial, boolean, doublePrecision, integer, numeric, pgTable, real, serial, smallint, smallserial } from "drizzle-orm/pg-core";

export const numbers = pgTable("numbers", {
  id: serial().primaryKey(),
  small: smallint(),
  whole: integer().notNull(),
  big: bigint({ mode: "number" }),
  bigger: bigint({ mode: "bigint" }).notNull(),
  price: numeric(),
  rounded: numeric({ precision: 10 }),
  exact: numeric({ precision: 10, scale: 2 }).notNull(),
  single: real(),
  twice: doublePrecision(),
  yes: boolean().notNull(),
  asNumber: numeric("as_number", { mode: "number", precision: 6, scale: 0 }),
  asBigint: numeric("as_bigint", { mode: "bigint" }),
});
export const counters = pgTable("counters", {
  small: smallserial(),
  whole: serial().notNull(),
  big: bigserial({ mode: "number" }),
  bigger: bigserial({ mode: "bigint" }).primaryKey(),
});
