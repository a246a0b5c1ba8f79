import { pgTable, serial } from "drizzle-orm/pg-core";

export const one = pgTable("one", { id: serial().primaryKey() });
