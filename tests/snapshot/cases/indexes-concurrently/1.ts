import { pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const events = pgTable("events", { id: serial().primaryKey(), at: timestamp(), kind: text() });
