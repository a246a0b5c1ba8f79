import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgSchema, pgTable } from "drizzle-orm/pg-core";

export const notes = pgTable("notes", { id: integer() }, () => [pgPolicy("all", { using: sql`id > 0` })]).enableRLS();
