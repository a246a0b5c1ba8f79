import { integer, pgTable, timestamp } from "drizzle-orm/pg-core";

export const moments = pgTable("moments", { at: timestamp({ mode: "string", precision: 3 }), id: integer() });
