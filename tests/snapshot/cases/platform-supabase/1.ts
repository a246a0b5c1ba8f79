import { sql } from "drizzle-orm";
import { pgPolicy, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { authenticatedRole, authUid, authUsers, anonRole } from "drizzle-orm/supabase";

export const profiles = pgTable("profiles", {
  id: uuid().primaryKey().references(() => authUsers.id, { onDelete: "cascade" }), name: text(),
}, (t) => [
  pgPolicy("own", { for: "all", to: authenticatedRole, using: sql`${authUid} = ${t.id}`, withCheck: sql`${authUid} = id` }),
  pgPolicy("read", { for: "select", to: [anonRole, authenticatedRole], using: sql`true` }),
]);
