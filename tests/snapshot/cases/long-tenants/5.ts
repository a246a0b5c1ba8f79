import { sql } from "drizzle-orm";
import { bigint, check, customType, index, jsonb, pgPolicy, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";

export const tenants = pgTable("tenants", {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull(),
  plan: text().default("free"),
  until: timestamp({ withTimezone: true }).default(sql`now() + interval '14 days'`),
});
export const members = pgTable("members", {
  id: uuid().primaryKey().defaultRandom(),
  tenant: uuid("tenant_id").notNull().references(() => tenants.id),
  email: text().notNull(),
  role: text().notNull().default("member"),
}, (t) => [
  unique("members_email").on(t.tenant, t.email),
  pgPolicy("members_of_tenant", { using: sql`${t.tenant} = current_setting('app.tenant')::uuid` }),
  check("members_role", sql`${t.role} in ('owner', 'admin', 'member')`),
]);
const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
export const documents = pgTable("documents", {
  id: bigint({ mode: "bigint" }).primaryKey().generatedByDefaultAsIdentity({ startWith: 1000 }),
  tenant: uuid("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade", onUpdate: "cascade" }),
  title: text().notNull().default(""),
  body: text(),
  search: tsvector().generatedAlwaysAs((): any => sql`setweight(to_tsvector('english', ${documents.title}), 'A') || to_tsvector('english', coalesce(${documents.body}, ''))`),
  meta: jsonb().default(sql`'{}'::jsonb`),
}, (t) => [
  index("documents_search").using("gin", t.search),
  index("documents_meta").using("gin", t.meta.op("jsonb_path_ops")),
  pgPolicy("documents_of_tenant", { for: "all", using: sql`tenant_id = current_setting('app.tenant')::uuid`, withCheck: sql`tenant_id = current_setting('app.tenant')::uuid` }),
]);
