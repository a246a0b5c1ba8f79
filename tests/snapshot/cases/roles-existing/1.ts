import { sql } from "drizzle-orm";
import { boolean, pgPolicy, pgRole, pgTable, serial } from "drizzle-orm/pg-core";

export const reader = pgRole("app_reader").existing();
export const writer = pgRole("app_writer").existing();
export const notes = pgTable("notes", { id: serial().primaryKey(), open: boolean() }, (t) => [
  pgPolicy("read", { for: "select", to: reader, using: sql`true` }),
  pgPolicy("write", { for: "all", to: [writer, reader], using: sql`true`, withCheck: sql`open` }),
]);
