import { integer, pgEnum, pgTable } from "drizzle-orm/pg-core";

export const kind = pgEnum("kind", ["bug", "wish"]);
export const tickets = pgTable("tickets", { kind: kind().default("wish"), id: integer() });
