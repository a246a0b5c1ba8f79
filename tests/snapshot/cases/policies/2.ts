import { sql } from "drizzle-orm";
import { boolean, pgPolicy, pgSchema, pgTable, serial, text, uuid } from "drizzle-orm/pg-core";

export const notes = pgTable("notes", { id: serial().primaryKey(), owner: text().notNull(), open: boolean().notNull() }, (t) => [
  pgPolicy("own", { using: sql`${t.owner} = session_user`, withCheck: sql`(owner = session_user)` }),
  pgPolicy("read", { as: "permissive", for: "select", to: "public", using: sql`open or owner = 'x'` }),
  pgPolicy("never", { as: "restrictive", for: "delete", to: "current_user", using: sql`not open` }),
  pgPolicy("change", { for: "update", using: sql`exists (select 1 from notes n where n.id = 1)`, withCheck: sql`true` }),
]);
export const app = pgSchema("app");
export const inApp = app.table("notes", { id: serial().primaryKey(), tenant: uuid() }, (t) => [
  pgPolicy("tenant", { using: sql`tenant = current_setting('app.tenant')::uuid` }),
]);
