import { sql } from "drizzle-orm";
import { bit, line, pgTable, point, serial } from "drizzle-orm/pg-core";

export const shapes = pgTable("shapes", {
  id: serial().primaryKey(),
  where: point().default(sql`'(1,2)'`),
  whereXy: point("where_xy", { mode: "xy" }).notNull(),
  edge: line(),
  edgeAbc: line("edge_abc", { mode: "abc" }),
  flags: bit({ dimensions: 3 }),
  mask: bit({ dimensions: 1 }).notNull(),
});
