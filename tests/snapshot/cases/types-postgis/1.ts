import { geometry, pgTable, serial } from "drizzle-orm/pg-core";

export const places = pgTable("places", {
  id: serial().primaryKey(),
  at: geometry({ type: "point", mode: "tuple", srid: 4326 }).notNull(),
});
