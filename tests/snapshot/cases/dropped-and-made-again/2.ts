import { pgTable, serial } from "drizzle-orm/pg-core";

export const kept = pgTable("kept", { id: serial().primaryKey() });
