import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgSchema, pgTable } from "drizzle-orm/pg-core";

export const memos = pgTable("memos", { id: integer() }, () => [pgPolicy("all", { using: sql`id > 0` })]).enableRLS();
