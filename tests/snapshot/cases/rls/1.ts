import { pgTable, serial } from "drizzle-orm/pg-core";

export const open = pgTable("open", { id: serial().primaryKey() });
export const closed = pgTable("closed", { id: serial().primaryKey() }).enableRLS();
