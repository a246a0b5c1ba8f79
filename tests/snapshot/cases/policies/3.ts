import { sql } from "drizzle-orm";
import { boolean, pgPolicy, pgSchema, pgTable, serial, text, uuid } from "drizzle-orm/pg-core";

export const notes = pgTable("notes", { id: serial().primaryKey(), owner: text().notNull(), open: boolean().notNull() }, (t) => [
  pgPolicy("own rows", { using: sql`${t.owner} = session_user`, withCheck: sql`(owner = session_user)` }),
  pgPolicy("read", { as: "permissive", for: "select", to: "current_user", using: sql`open or owner = 'x'` }),
  pgPolicy("never", { as: "permissive", for: "delete", to: "current_user", using: sql`not open` }),
  pgPolicy("change", { for: "all", using: sql`true` }),
]);
export const app = pgSchema("app");
export const inApp = app.table("notes", { id: serial().primaryKey(), tenant: uuid() });
