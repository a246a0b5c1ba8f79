import { integer, pgPolicy, pgTable } from "drizzle-orm/pg-core";

export const notes = pgTable("notes", { id: integer().primaryKey() }, () => [pgPolicy("all")]).enableRLS();
