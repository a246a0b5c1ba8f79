import { sql } from "drizzle-orm";
import { check, pgPolicy, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";

export const tenants = pgTable("tenants", {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull(),
});
export const members = pgTable("members", {
  id: uuid().primaryKey().defaultRandom(),
  tenant: uuid("tenant_id").notNull().references(() => tenants.id),
  email: text().notNull(),
  role: text().notNull().default("member"),
}, (t) => [
  unique("members_email").on(t.tenant, t.email),
  pgPolicy("members_of_tenant", { using: sql`${t.tenant} = current_setting('app.tenant')::uuid` }),
  check("members_role", sql`${t.role} in ('owner', 'member')`),
]);
