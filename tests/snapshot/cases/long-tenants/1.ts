import { pgTable, text, unique, uuid } from "drizzle-orm/pg-core";

export const tenants = pgTable("tenants", {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull(),
});
export const members = pgTable("members", {
  id: uuid().primaryKey().defaultRandom(),
  tenant: uuid("tenant_id").notNull().references(() => tenants.id),
  email: text().notNull(),
}, (t) => [unique("members_email").on(t.tenant, t.email)]);
