import { line, pgTable, point, serial } from "drizzle-orm/pg-core";

export const shapes = pgTable("shapes", {
  id: serial().primaryKey(),
  where: point(),
  whereXy: point("where_xy", { mode: "xy" }).notNull(),
  edge: line(),
  edgeAbc: line("edge_abc", { mode: "abc" }),
});
