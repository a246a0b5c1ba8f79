import { sql } from "drizzle-orm";
import { pgPolicy, pgRole, pgTable, serial } from "drizzle-orm/pg-core";

export const admin = pgRole("case_admin", { createDb: true, createRole: true, inherit: false });
export const reader = pgRole("case_reader");
export const notes = pgTable("notes", { id: serial().primaryKey() }, (t) => [
  pgPolicy("admin", { to: admin, using: sql`true` }),
]);
