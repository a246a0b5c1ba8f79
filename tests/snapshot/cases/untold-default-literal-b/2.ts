import { sql } from "drizzle-orm";
import { boolean, doublePrecision, integer, pgTable } from "drizzle-orm/pg-core";

export const entries = pgTable("entries", { whole: integer().default(sql`5`), part: doublePrecision().default(sql`1.5`), yes: boolean().default(sql`true`), id: integer().primaryKey() });
