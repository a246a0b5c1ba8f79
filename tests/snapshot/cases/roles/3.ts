import { sql } from "drizzle-orm";
import { pgPolicy, pgRole, pgTable, serial } from "drizzle-orm/pg-core";

export const admin = pgRole("case_admin", { createDb: true });
export const reader = pgRole("case_reader");
export const writer = pgRole("case_writer", { createRole: true });
export const notes = pgTable("notes", { id: serial().primaryKey() }, (t) => [
  pgPolicy("admin", { to: admin, using: sql`true` }),
  pgPolicy("read", { for: "select", to: [reader, "current_user"], using: sql`id > 0` }),
]);
