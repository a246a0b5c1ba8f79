import { sql } from "drizzle-orm";
import {
  bigserial, char, check, doublePrecision, foreignKey, index, integer, numeric, pgTable, primaryKey, serial, smallint,
  text, timestamp, uuid,
} from "drizzle-orm/pg-core";

export const warehouses = pgTable("warehouses", {
  warehouseCode: char({ length: 4 }).primaryKey(),
  cityName: text().notNull(),
  geoLat: doublePrecision(),
  geoLon: doublePrecision(),
});

export const items = pgTable("items", {
  id: serial().primaryKey(),
  sku: text().notNull().unique(),
  unitWeightG: integer(),
  hsCode2022: text("hs_code_2022"),
  htmlDescription: text().notNull().default(""),
});

export const binLocations = pgTable(
  "bin_locations",
  {
    warehouseCode: char({ length: 4 }).notNull().references(() => warehouses.warehouseCode),
    binNo: smallint().notNull(),
    maxWeightKg: numeric({ precision: 8, scale: 3 }).notNull().default(sql`250`),
    lastCountedAt: timestamp({ withTimezone: true }),
    countedByUserId: uuid(),
  },
  (t) => [
    primaryKey({ columns: [t.warehouseCode, t.binNo] }),
    index("bin_locations_not_counted")
      .on(t.lastCountedAt.asc().nullsFirst())
      .where(sql`${t.lastCountedAt} < '2024-01-01'::timestamptz OR ${t.lastCountedAt} IS NULL`),
  ],
);

export const stockMoves = pgTable(
  "stock_moves",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    itemId: integer().notNull().references(() => items.id),
    fromWarehouse: char({ length: 4 }).references(() => warehouses.warehouseCode),
    toWarehouse: char({ length: 4 }).references(() => warehouses.warehouseCode),
    toBinNo: smallint(),
    quantity: integer().notNull(),
    movedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({
      name: "stock_moves_bin",
      columns: [t.toWarehouse, t.toBinNo],
      foreignColumns: [binLocations.warehouseCode, binLocations.binNo],
    }),
    check("stock_moves_ends", sql`${t.fromWarehouse} IS DISTINCT FROM ${t.toWarehouse}`),
    index().on(t.itemId, t.movedAt),
  ],
);
