import { bit, index, line, pgTable, point, serial } from "drizzle-orm/pg-core";

export const shapes = pgTable("shapes", {
  id: serial().primaryKey(),
  where: point(),
  edge: line().notNull(),
  flags: bit({ dimensions: 3 }).notNull().default("101"),
  mask: bit({ dimensions: 1 }).notNull(),
}, (t) => [index("shapes_where").using("gist", t.where)]);
