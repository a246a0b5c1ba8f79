import { sql } from "drizzle-orm";
import {
  boolean, check, date, foreignKey, index, integer, numeric, pgEnum, pgPolicy, pgRole, pgTable, primaryKey, smallint,
  text, timestamp, unique, uniqueIndex, uuid, varchar,
} from "drizzle-orm/pg-core";

const memberRole = pgEnum("member_role", ["owner", "admin", "member", "viewer"]);
export { memberRole };

// made by the first migration, where they are missing
export const tenancyMember = pgRole("tenancy_member").existing();
export const tenancySupport = pgRole("tenancy_support").existing();

const ofTenant = sql`tenant_id = current_setting('app.tenant_id')::uuid`;
const tenantId = () => uuid("tenant_id").notNull();

export const tenants = pgTable("tenants", {
  id: uuid("id").primaryKey().defaultRandom(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  plan: text("plan").notNull().default("free"),
  seats: integer("seats").notNull().default(5),
}, (t) => [
  check("tenants_slug_check", sql`${t.slug} ~ '^[a-z0-9-]+$'`),
  check("tenants_seats_positive", sql`${t.seats} > 0`),
]);

export const members = pgTable("members", {
  tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
  userId: uuid("user_id").notNull(),
  role: memberRole("role").notNull().default("member"),
  joinedAt: timestamp("joined_at", { withTimezone: true }).notNull().defaultNow(),
}, (t) => [
  primaryKey({ columns: [t.tenantId, t.userId] }),
  pgPolicy("members_of_tenant", { to: [tenancyMember, tenancySupport], using: ofTenant }),
]);

export const projects = pgTable("projects", {
  tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
  id: uuid("id").notNull().defaultRandom(),
  title: text("title").notNull(),
  archived: boolean("archived").notNull().default(false),
  ownerId: uuid("owner_id"),
}, (t) => [
  primaryKey({ columns: [t.tenantId, t.id] }),
  foreignKey({ columns: [t.tenantId, t.ownerId], foreignColumns: [members.tenantId, members.userId] }),
  pgPolicy("projects_of_tenant", { using: ofTenant }),
]);

export const tasks = pgTable("tasks", {
  tenantId: tenantId(),
  projectId: uuid("project_id").notNull(),
  id: uuid("id").primaryKey().defaultRandom(),
  title: varchar("title", { length: 200 }).notNull(),
  state: text("state", { enum: ["open", "doing", "blocked", "done"] }).notNull().default("open"),
  points: smallint("points"),
  dueOn: date("due_on"),
  tags: text("tags").array().notNull().default([]),
  estimate: numeric("estimate", { precision: 6, scale: 2 }),
}, (t) => [
  check("tasks_state_known", sql`${t.state} in ('open', 'doing', 'blocked', 'done')`),
  check("tasks_points_check", sql`${t.points} between 0 and 100`),
  foreignKey({ name: "tasks_project_fk", columns: [t.tenantId, t.projectId], foreignColumns: [projects.tenantId, projects.id] })
    .onDelete("cascade"),
  unique("tasks_title_once").on(t.tenantId, t.projectId, t.title),
  index("tasks_open_idx").on(t.tenantId, t.dueOn).where(sql`${t.state} <> 'done'`),
  index("tasks_tags_idx").using("gin", t.tags),
  pgPolicy("tasks_of_tenant", { to: tenancyMember, using: ofTenant, withCheck: ofTenant }),
  pgPolicy("tasks_read_support", { for: "select", to: tenancySupport, using: sql`true` }),
]);

export const invitations = pgTable("invitations", {
  id: uuid("id").primaryKey().defaultRandom(),
  tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade", onUpdate: "cascade" }),
  email: text("email").notNull(),
  role: memberRole("role").notNull().default("member"),
  token: text("token").notNull().default(sql`md5(random()::text)`),
  expiresAt: timestamp("expires_at", { withTimezone: true }).notNull().default(sql`now() + interval '7 days'`),
  acceptedAt: timestamp("accepted_at", { withTimezone: true }),
}, (t) => [
  uniqueIndex("invitations_email_idx").on(t.tenantId, sql`lower(${t.email})`).where(sql`${t.acceptedAt} is null`),
  pgPolicy("invitations_of_tenant", { to: tenancyMember, using: ofTenant }),
]);
