import { bigint, bigserial, boolean, doublePrecision, integer, numeric, pgTable, serial, smallserial } from "drizzle-orm/pg-core";

export const numbers = pgTable("numbers", {
  id: serial().primaryKey(),
  small: integer(),
  whole: bigint({ mode: "number" }).notNull(),
  big: numeric({ precision: 20, scale: 0 }),
  bigger: bigint({ mode: "bigint" }).notNull(),
  price: numeric({ precision: 12, scale: 4 }),
  rounded: numeric(),
  exact: numeric({ precision: 14, scale: 2 }).notNull(),
  single: doublePrecision(),
  yes: boolean(),
  asNumber: numeric("as_number", { mode: "number", precision: 6, scale: 0 }),
});
export const counters = pgTable("counters", {
  small: smallserial(),
  whole: serial().notNull(),
  big: bigserial({ mode: "number" }),
  bigger: bigserial({ mode: "bigint" }).primaryKey(),
});
