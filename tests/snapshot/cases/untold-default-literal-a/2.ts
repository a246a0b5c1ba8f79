import { sql } from "drizzle-orm";
import { boolean, doublePrecision, integer, pgTable } from "drizzle-orm/pg-core";

export const entries = pgTable("entries", { whole: integer().default(5), part: doublePrecision().default(1.5), yes: boolean().default(true), id: integer().primaryKey() });
