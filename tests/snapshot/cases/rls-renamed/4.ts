import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgSchema, pgTable } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const memos = app.table("memos", { id: integer() }, () => [pgPolicy("all", { using: sql`id > 0` })]).enableRLS();
