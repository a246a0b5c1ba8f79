import { bigint, boolean, doublePrecision, integer, numeric, pgTable, real, serial, smallint } from "drizzle-orm/pg-core";

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
});
