import { pgTable, serial, uuid } from "drizzle-orm/pg-core";

export const kept = pgTable("kept", { id: serial().primaryKey() });
export const things = pgTable("things", { id: uuid().primaryKey().defaultRandom() });
