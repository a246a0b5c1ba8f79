import { pgTable, serial, text } from "drizzle-orm/pg-core";

export const one = pgTable("one", { id: serial().primaryKey(), name: text() });
