import { pgTable, serial, timestamp } from "drizzle-orm/pg-core";

export const one = pgTable("one", { id: serial().primaryKey(), at: timestamp({ withTimezone: true }).defaultNow() });
