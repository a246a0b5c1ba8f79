import { sql } from "drizzle-orm";
import {
  bigint, date, foreignKey, index, integer, jsonb, numeric, pgSchema, primaryKey, timestamp, unique, uuid, varchar,
} from "drizzle-orm/pg-core";

export const core = pgSchema("core");
export const billing = pgSchema("billing");

export const plan = core.enum("plan", ["free", "team", "enterprise"]);

export const tenants = core.table("tenants", {
  id: integer("id").primaryKey().generatedAlwaysAsIdentity({ startWith: 100, increment: 10, cache: 5 }),
  slug: varchar("slug", { length: 63 }).notNull().unique(),
  plan: plan("plan").notNull().default("free"),
  settings: jsonb("settings").notNull().default({ locale: "en" }),
});

export const coreMembers = core.table(
  "members",
  {
    tenantId: integer("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    email: varchar("email", { length: 254 }).notNull(),
    invitedBy: varchar("invited_by", { length: 254 }),
    joinedOn: date("joined_on"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.email] }),
    foreignKey({ name: "members_inviter_fk", columns: [t.tenantId, t.invitedBy], foreignColumns: [t.tenantId, t.email] }),
  ],
);

export const invoiceNo = billing.sequence("invoice_no", { startWith: 10000, maxValue: 99999999 });
export const creditNo = billing.sequence("credit_no", { cycle: true, maxValue: 9999 });

export const invoices = billing.table(
  "invoices",
  {
    no: bigint("no", { mode: "number" }).primaryKey().default(sql`nextval('billing.invoice_no')`),
    tenantId: integer("tenant_id").notNull().references(() => tenants.id),
    total: numeric("total").notNull(),
    plan: plan("plan"),
    issuedAt: timestamp("issued_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [index("invoices_tenant_idx").on(t.tenantId, t.issuedAt.desc().nullsFirst())],
);

export const members = billing.table(
  "members",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    tenantId: integer("tenant_id").notNull(),
    email: varchar("email", { length: 254 }).notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.tenantId, t.email], foreignColumns: [coreMembers.tenantId, coreMembers.email] })
      .onUpdate("cascade")
      .onDelete("cascade"),
    unique("members_tenant_email_unique").on(t.tenantId, t.email),
  ],
);

export const revenue = billing
  .view("revenue", { slug: varchar("slug", { length: 63 }), total: numeric("total") })
  .as(
    sql`SELECT t.slug, sum(i.total) AS total FROM billing.invoices i JOIN core.tenants t ON t.id = i.tenant_id GROUP BY t.slug`,
  );
