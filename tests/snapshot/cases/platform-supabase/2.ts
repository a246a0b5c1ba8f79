import { sql } from "drizzle-orm";
import { pgPolicy, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { authenticatedRole, authUid, authUsers, serviceRole } from "drizzle-orm/supabase";

export const profiles = pgTable("profiles", {
  id: uuid().primaryKey().references(() => authUsers.id, { onDelete: "cascade" }), name: text(), avatar: text(),
}, (t) => [
  pgPolicy("own", { for: "all", to: authenticatedRole, using: sql`${authUid} = ${t.id}`, withCheck: sql`(select auth.uid()) = id` }),
  pgPolicy("service", { for: "all", to: serviceRole, using: sql`true`, withCheck: sql`true` }),
]);
export const notes = pgTable("notes", {
  id: uuid().primaryKey().defaultRandom(), by: uuid().notNull().default(sql`auth.uid()`).references(() => authUsers.id),
}).enableRLS();
