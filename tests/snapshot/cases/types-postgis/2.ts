import { geometry, index, pgTable, serial } from "drizzle-orm/pg-core";

export const places = pgTable("places", {
  id: serial().primaryKey(),
  at: geometry({ type: "point", mode: "tuple", srid: 4326 }).notNull(),
  atXy: geometry("at_xy", { type: "point", mode: "xy" }),
}, (t) => [index("places_at").using("gist", t.at)]);
