import { pgTable, serial, text, timestamp, varchar } from "drizzle-orm/pg-core";

export const customers = pgTable("customers", {
  id: serial().primaryKey(),
  email: varchar({ length: 255 }).notNull().unique(),
  name: text().notNull(),
  createdAt: timestamp("created_at").notNull().defaultNow(),
});
