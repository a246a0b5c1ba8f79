import { sql } from "drizzle-orm";
import {
  bigint, bigserial, boolean, char, check, cidr, customType, date, foreignKey, index, inet, integer, jsonb, numeric,
  pgEnum, pgTable, pgView, primaryKey, serial, smallint, text, timestamp, unique, uniqueIndex, uuid,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

export const awardReason = pgEnum("award_reason", ["signup", "plan_grant", "referral", "promotion", "retention_bonus", "support_credit"]);
export const fileState = pgEnum("file_state", ["uploading", "ready", "quarantined", "purged"]);
export const invoiceStatus = pgEnum("invoice_status", ["draft", "open", "paid", "void"]);
export const ledgerEntryType = pgEnum("ledger_entry_type", ["award", "upload", "delete", "expiry", "adjustment"]);
export const notificationChannel = pgEnum("notification_channel", ["email", "in_app"]);
export const orgRole = pgEnum("org_role", ["owner", "admin", "member", "guest"]);
export const subscriptionStatus = pgEnum("subscription_status", ["trialing", "active", "past_due", "canceled"]);
export const transferState = pgEnum("transfer_state", ["draft", "sent", "expired", "revoked"]);
export const userStatus = pgEnum("user_status", ["active", "suspended", "deleted"]);
export const webhookDeliveryStatus = pgEnum("webhook_delivery_status", ["pending", "succeeded", "failed"]);

export const userPreferences = pgTable("user_preferences", {
  userId: uuid("user_id").primaryKey(),
  theme: text().default('system').notNull(),
  itemsPerPage: smallint("items_per_page").default(50).notNull(),
  emailDigest: boolean("email_digest").default(true).notNull(),
  pinnedFolderIds: uuid("pinned_folder_ids").array().default([]).notNull(),
  extra: jsonb().default({}).notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  foreignKey({ name: "user_preferences_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  check("user_preferences_theme_check", sql`theme in ('system', 'light', 'dark')`),
  check("user_preferences_items_per_page_check", sql`(items_per_page >= 10) AND (items_per_page <= 200)`),
]);

export const plans = pgTable("plans", {
  id: serial().primaryKey(),
  code: text().notNull(),
  displayName: text("display_name").notNull(),
  priceCents: integer("price_cents").default(0).notNull(),
  includedBytes: bigint("included_bytes", { mode: "number" }).notNull(),
  maxFileBytes: bigint("max_file_bytes", { mode: "number" }).notNull(),
  overageCentsPerGb: numeric("overage_cents_per_gb", { precision: 10, scale:  4 }),
  features: text().array().default([]).notNull(),
  isPublic: boolean("is_public").default(true).notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  unique("plans_code_key").on(table.code),
  check("plans_price_cents_check", sql`price_cents >= 0`),
  check("plans_file_fits_quota_check", sql`(max_file_bytes > 0) AND (max_file_bytes <= included_bytes)`),
]);

export const users = pgTable("users", {
  id: uuid().defaultRandom().primaryKey(),
  email: text().notNull(),
  displayName: text("display_name"),
  passwordHash: text("password_hash"),
  status: userStatus().default('active').notNull(),
  planId: integer("plan_id").notNull(),
  bytesBalance: bigint("bytes_balance", { mode: "number" }).default(0).notNull(),
  referralCode: text("referral_code"),
  referredBy: uuid("referred_by"),
  locale: text().default('en').notNull(),
  lastLoginAt: timestamp("last_login_at", { withTimezone: true }),
  lastLoginIp: inet("last_login_ip"),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  uniqueIndex("users_email_lower_key").on(sql`lower(email)`),
  index("users_low_balance_idx").on(table.bytesBalance).where(sql`(status = 'active') AND (bytes_balance < 104857600)`),
  index("users_plan_id_idx").on(table.planId),
  index("users_referred_by_idx").on(table.referredBy).where(sql`referred_by IS NOT NULL`),
  index("users_suspended_idx").on(table.updatedAt).where(sql`status = 'suspended'`),
  foreignKey({ name: "users_plan_id_fkey", columns: [table.planId], foreignColumns: [plans.id] }).onDelete("restrict"),
  foreignKey({ name: "users_referred_by_fkey", columns: [table.referredBy], foreignColumns: [table.id] }).onDelete("set null"),
  unique("users_referral_code_key").on(table.referralCode),
  check("users_email_check", sql`POSITION(('@') IN (email)) > 1`),
  check("users_not_self_referred_check", sql`referred_by <> id`),
  check("users_bytes_balance_check", sql`bytes_balance >= 0`),
]);

export const organizations = pgTable("organizations", {
  id: uuid().defaultRandom().primaryKey(),
  slug: text().notNull(),
  displayName: text("display_name").notNull(),
  billingEmail: text("billing_email"),
  settings: jsonb().default({}).notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
  deletedAt: timestamp("deleted_at", { withTimezone: true }),
}, (table) => [
  unique("organizations_slug_key").on(table.slug),
  check("organizations_slug_check", sql`slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'`),
  check("organizations_settings_check", sql`jsonb_typeof(settings) = 'object'`),
]);

export const sessions = pgTable("sessions", {
  id: uuid().defaultRandom().primaryKey(),
  userId: uuid("user_id").notNull(),
  tokenHash: text("token_hash").notNull(),
  ip: inet(),
  userAgent: text("user_agent"),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  revokedAt: timestamp("revoked_at", { withTimezone: true }),
  familyId: uuid("family_id").defaultRandom().notNull(),
  replacedBy: uuid("replaced_by"),
  rotatedAt: timestamp("rotated_at", { withTimezone: true }),
}, (table) => [
  index("sessions_family_id_idx").on(table.familyId),
  index("sessions_live_expiry_idx").on(table.expiresAt).where(sql`(revoked_at IS NULL) AND (replaced_by IS NULL)`),
  index("sessions_replaced_by_idx").on(table.replacedBy).where(sql`replaced_by IS NOT NULL`),
  index("sessions_user_id_idx").on(table.userId),
  foreignKey({ name: "sessions_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  foreignKey({ name: "sessions_replaced_by_fkey", columns: [table.replacedBy], foreignColumns: [table.id] }),
  unique("sessions_token_hash_key").on(table.tokenHash),
  check("sessions_expires_at_check", sql`expires_at > created_at`),
  check("sessions_rotation_check", sql`((replaced_by IS NULL) = (rotated_at IS NULL)) AND (replaced_by <> id)`),
]);

export const apiKeys = pgTable("api_keys", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  userId: uuid("user_id").notNull(),
  organizationId: uuid("organization_id"),
  label: text().notNull(),
  keyPrefix: char("key_prefix", { length: 8 }).notNull(),
  keyHash: bytea("key_hash").notNull(),
  scopes: text().array().default(["files:read"]).notNull(),
  allowedCidrs: cidr("allowed_cidrs").array(),
  lastUsedAt: timestamp("last_used_at", { withTimezone: true }),
  revokedAt: timestamp("revoked_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("api_keys_live_prefix_idx").on(table.keyPrefix).where(sql`revoked_at IS NULL`),
  index("api_keys_user_id_idx").on(table.userId),
  foreignKey({ name: "api_keys_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  foreignKey({ name: "api_keys_organization_id_fkey", columns: [table.organizationId], foreignColumns: [organizations.id] }).onDelete("cascade"),
  unique("api_keys_key_hash_key").on(table.keyHash),
  check("api_keys_scopes_check", sql`cardinality(scopes) > 0`),
]);

export const folders = pgTable("folders", {
  id: uuid().defaultRandom().primaryKey(),
  ownerId: uuid("owner_id").notNull(),
  organizationId: uuid("organization_id"),
  parentId: uuid("parent_id"),
  name: text().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
  deletedAt: timestamp("deleted_at", { withTimezone: true }),
}, (table) => [
  index("folders_parent_id_idx").on(table.parentId),
  uniqueIndex("folders_sibling_name_key").on(table.ownerId, sql`COALESCE(parent_id, '00000000-0000-0000-0000-000000000000')`, sql`lower(name)`).where(sql`deleted_at IS NULL`),
  foreignKey({ name: "folders_owner_id_fkey", columns: [table.ownerId], foreignColumns: [users.id] }).onDelete("restrict"),
  foreignKey({ name: "folders_organization_id_fkey", columns: [table.organizationId], foreignColumns: [organizations.id] }).onDelete("cascade"),
  foreignKey({ name: "folders_parent_id_fkey", columns: [table.parentId], foreignColumns: [table.id] }).onDelete("cascade"),
  check("folders_name_check", sql`(name <> '') AND (POSITION(('/') IN (name)) = 0)`),
  check("folders_not_own_parent_check", sql`parent_id <> id`),
]);

export const files = pgTable("files", {
  id: uuid().defaultRandom().primaryKey(),
  ownerId: uuid("owner_id").notNull(),
  folderId: uuid("folder_id"),
  name: text().notNull(),
  extension: text().generatedAlwaysAs(sql`lower(substring(name, '\\.([^.]+)$'))`),
  mimeType: text("mime_type").default('application/octet-stream').notNull(),
  sizeBytes: bigint("size_bytes", { mode: "number" }).default(0).notNull(),
  state: fileState().default('uploading').notNull(),
  tags: text().array().default([]).notNull(),
  metadata: jsonb().default({}).notNull(),
  currentVersionId: bigint("current_version_id", { mode: "number" }),
  lastAccessedAt: timestamp("last_accessed_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
  deletedAt: timestamp("deleted_at", { withTimezone: true }),
  storageTier: text("storage_tier").default('standard').notNull(),
  tierChangedAt: timestamp("tier_changed_at", { withTimezone: true }),
}, (table) => [
  index("files_cold_tier_idx").on(table.storageTier, table.tierChangedAt).where(sql`(storage_tier <> 'standard') AND (deleted_at IS NULL)`),
  index("files_folder_id_idx").on(table.folderId),
  index("files_name_lower_idx").on(table.ownerId, sql`lower(name) text_pattern_ops`),
  index("files_owner_folder_idx").on(table.ownerId, table.folderId).where(sql`deleted_at IS NULL`),
  index("files_stuck_uploads_idx").on(table.createdAt).where(sql`state = 'uploading'`),
  index("files_tags_idx").using("gin", table.tags),
  foreignKey({ name: "files_owner_id_fkey", columns: [table.ownerId], foreignColumns: [users.id] }).onDelete("restrict"),
  foreignKey({ name: "files_folder_id_fkey", columns: [table.folderId], foreignColumns: [folders.id] }).onDelete("set null"),
  foreignKey({ name: "files_current_version_id_fkey", columns: [table.currentVersionId], foreignColumns: [fileVersions.id] }).onDelete("set null"),
  check("files_size_bytes_check", sql`size_bytes >= 0`),
  check("files_name_check", sql`(length(name) >= 1) AND (length(name) <= 255)`),
  check("files_storage_tier_check", sql`storage_tier in ('standard', 'infrequent', 'archive')`),
]);

export const fileVersions = pgTable("file_versions", {
  id: bigint({ mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
  fileId: uuid("file_id").notNull(),
  versionNo: integer("version_no").notNull(),
  sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
  sha256: bytea("sha256").notNull(),
  storageKey: text("storage_key").notNull(),
  uploadedBy: uuid("uploaded_by"),
  uploadedFrom: inet("uploaded_from"),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  foreignKey({ name: "file_versions_file_id_fkey", columns: [table.fileId], foreignColumns: [files.id] }).onDelete("cascade"),
  foreignKey({ name: "file_versions_uploaded_by_fkey", columns: [table.uploadedBy], foreignColumns: [users.id] }).onDelete("set null"),
  unique("file_versions_file_id_version_no_key").on(table.fileId, table.versionNo),
  unique("file_versions_storage_key_key").on(table.storageKey),
  check("file_versions_version_no_check", sql`version_no > 0`),
  check("file_versions_size_bytes_check", sql`size_bytes >= 0`),
  check("file_versions_sha256_check", sql`octet_length(sha256) = 32`),
]);

export const shareLinks = pgTable("share_links", {
  id: bigserial({ mode: "bigint" }).primaryKey(),
  slug: text().notNull(),
  fileId: uuid("file_id"),
  folderId: uuid("folder_id"),
  createdBy: uuid("created_by").notNull(),
  passwordHash: text("password_hash"),
  maxDownloads: integer("max_downloads"),
  downloadCount: integer("download_count").default(0).notNull(),
  expiresAt: timestamp("expires_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("share_links_expiring_idx").on(table.expiresAt).where(sql`expires_at IS NOT NULL`),
  index("share_links_file_id_idx").on(table.fileId).where(sql`file_id IS NOT NULL`),
  index("share_links_folder_id_idx").on(table.folderId).where(sql`folder_id IS NOT NULL`),
  foreignKey({ name: "share_links_file_id_fkey", columns: [table.fileId], foreignColumns: [files.id] }).onDelete("cascade"),
  foreignKey({ name: "share_links_folder_id_fkey", columns: [table.folderId], foreignColumns: [folders.id] }).onDelete("cascade"),
  foreignKey({ name: "share_links_created_by_fkey", columns: [table.createdBy], foreignColumns: [users.id] }).onDelete("cascade"),
  unique("share_links_slug_key").on(table.slug),
  check("share_links_one_target_check", sql`num_nonnulls(file_id, folder_id) = 1`),
  check("share_links_downloads_check", sql`(max_downloads IS NULL) OR (download_count <= max_downloads)`),
]);

export const adminUsers = pgTable("admin_users", {
  id: serial().primaryKey(),
  email: text().notNull(),
  isSuperadmin: boolean("is_superadmin").default(false).notNull(),
  permissions: text().array().default([]).notNull(),
  totpSecret: bytea("totp_secret"),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  disabledAt: timestamp("disabled_at", { withTimezone: true }),
}, (table) => [
  uniqueIndex("admin_users_email_lower_key").on(sql`lower(email)`),
]);

export const adminDashboardTabs = pgTable("admin_dashboard_tabs", {
  id: serial().primaryKey(),
  slug: text().notNull(),
  title: text().notNull(),
  position: smallint().notNull(),
  requiredPermission: text("required_permission"),
  config: jsonb().default({}).notNull(),
  isEnabled: boolean("is_enabled").default(true).notNull(),
  updatedBy: integer("updated_by"),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  foreignKey({ name: "admin_dashboard_tabs_updated_by_fkey", columns: [table.updatedBy], foreignColumns: [adminUsers.id] }).onDelete("set null"),
  unique("admin_dashboard_tabs_slug_key").on(table.slug),
  check("admin_dashboard_tabs_position_check", sql`"position" > 0`),
]);

export const auditLog = pgTable("audit_log", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  actorUserId: uuid("actor_user_id"),
  actorAdminId: integer("actor_admin_id"),
  action: text().notNull(),
  subjectType: text("subject_type").notNull(),
  subjectId: text("subject_id"),
  details: jsonb().default({}).notNull(),
  ip: inet(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("audit_log_created_at_idx").using("brin", table.createdAt),
  index("audit_log_subject_idx").on(table.subjectType, table.subjectId, table.createdAt.desc().nullsFirst()),
  foreignKey({ name: "audit_log_actor_user_id_fkey", columns: [table.actorUserId], foreignColumns: [users.id] }).onDelete("set null"),
  foreignKey({ name: "audit_log_actor_admin_id_fkey", columns: [table.actorAdminId], foreignColumns: [adminUsers.id] }).onDelete("restrict"),
  check("audit_log_one_actor_check", sql`num_nonnulls(actor_user_id, actor_admin_id) <= 1`),
]);

export const featureFlags = pgTable("feature_flags", {
  key: text().primaryKey(),
  description: text().notNull(),
  isEnabled: boolean("is_enabled").default(false).notNull(),
  rolloutPercent: numeric("rollout_percent", { precision: 5, scale:  2 }).default('0').notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
  rules: jsonb().default([]).notNull(),
}, (table) => [
  index("feature_flags_partial_rollout_idx").on(table.key).where(sql`is_enabled AND (rollout_percent < (100)::numeric)`),
  index("feature_flags_rules_idx").using("gin", table.rules.op("jsonb_path_ops")),
  check("feature_flags_key_check", sql`key ~ '^[a-z][a-z0-9_]*$'`),
  check("feature_flags_rollout_percent_check", sql`(rollout_percent >= (0)::numeric) AND (rollout_percent <= (100)::numeric)`),
  check("feature_flags_rules_check", sql`jsonb_typeof(rules) = 'array'`),
]);

export const byteLedger = pgTable("byte_ledger", {
  id: bigserial({ mode: "bigint" }).primaryKey(),
  userId: uuid("user_id").notNull(),
  entryType: ledgerEntryType("entry_type").notNull(),
  deltaBytes: bigint("delta_bytes", { mode: "number" }).notNull(),
  balanceAfter: bigint("balance_after", { mode: "number" }).notNull(),
  awardId: bigint("award_id", { mode: "number" }),
  fileId: uuid("file_id"),
  memo: text(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("byte_ledger_award_id_idx").on(table.awardId).where(sql`award_id IS NOT NULL`),
  index("byte_ledger_user_id_id_idx").on(table.userId, table.id.desc().nullsFirst()),
  foreignKey({ name: "byte_ledger_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  foreignKey({ name: "byte_ledger_award_id_fkey", columns: [table.awardId], foreignColumns: [byteAwards.id] }).onDelete("set null"),
  foreignKey({ name: "byte_ledger_file_id_fkey", columns: [table.fileId], foreignColumns: [files.id] }).onDelete("set null"),
  check("byte_ledger_delta_bytes_check", sql`delta_bytes <> 0`),
]);

export const subscriptions = pgTable("subscriptions", {
  id: uuid().defaultRandom().primaryKey(),
  organizationId: uuid("organization_id"),
  userId: uuid("user_id"),
  planId: integer("plan_id").notNull(),
  status: subscriptionStatus().default('trialing').notNull(),
  seats: integer().default(1).notNull(),
  currentPeriodStart: timestamp("current_period_start", { withTimezone: true }).notNull(),
  currentPeriodEnd: timestamp("current_period_end", { withTimezone: true }).notNull(),
  canceledAt: timestamp("canceled_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  uniqueIndex("subscriptions_live_organization_key").on(table.organizationId).where(sql`(organization_id IS NOT NULL) AND (status <> 'canceled')`),
  uniqueIndex("subscriptions_live_user_key").on(table.userId).where(sql`(user_id IS NOT NULL) AND (status <> 'canceled')`),
  foreignKey({ name: "subscriptions_organization_id_fkey", columns: [table.organizationId], foreignColumns: [organizations.id] }).onDelete("restrict"),
  foreignKey({ name: "subscriptions_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("restrict"),
  foreignKey({ name: "subscriptions_plan_id_fkey", columns: [table.planId], foreignColumns: [plans.id] }).onDelete("restrict"),
  check("subscriptions_one_payer_check", sql`num_nonnulls(organization_id, user_id) = 1`),
  check("subscriptions_seats_check", sql`seats > 0`),
  check("subscriptions_period_check", sql`current_period_end > current_period_start`),
]);

export const invoices = pgTable("invoices", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity({ startWith: 1000 }),
  number: text().notNull(),
  subscriptionId: uuid("subscription_id").notNull(),
  status: invoiceStatus().default('draft').notNull(),
  currency: char({ length: 3 }).default('USD').notNull(),
  subtotalCents: bigint("subtotal_cents", { mode: "number" }).notNull(),
  taxRate: numeric("tax_rate", { precision: 6, scale:  4 }).default('0').notNull(),
  taxCents: bigint("tax_cents", { mode: "number" }).default(0).notNull(),
  totalCents: bigint("total_cents", { mode: "number" }).generatedAlwaysAs(sql`(subtotal_cents + tax_cents)`),
  lineItems: jsonb("line_items").default([]).notNull(),
  issuedAt: timestamp("issued_at", { withTimezone: true }),
  dueOn: date("due_on"),
  paidAt: timestamp("paid_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("invoices_overdue_idx").on(table.dueOn).where(sql`status = 'open'`),
  index("invoices_subscription_id_idx").on(table.subscriptionId),
  foreignKey({ name: "invoices_subscription_id_fkey", columns: [table.subscriptionId], foreignColumns: [subscriptions.id] }).onDelete("restrict"),
  unique("invoices_number_key").on(table.number),
  check("invoices_amounts_check", sql`(subtotal_cents >= 0) AND (tax_cents >= 0)`),
  check("invoices_currency_check", sql`(currency) = upper((currency))`),
  check("invoices_paid_at_check", sql`(status <> 'paid') OR (paid_at IS NOT NULL)`),
  check("invoices_line_items_check", sql`jsonb_typeof(line_items) = 'array'`),
]);

export const webhooks = pgTable("webhooks", {
  id: serial().primaryKey(),
  organizationId: uuid("organization_id").notNull(),
  url: text().notNull(),
  secretHash: text("secret_hash").notNull(),
  eventNames: text("event_names").array().notNull(),
  isActive: boolean("is_active").default(true).notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  foreignKey({ name: "webhooks_organization_id_fkey", columns: [table.organizationId], foreignColumns: [organizations.id] }).onDelete("cascade"),
  unique("webhooks_organization_id_url_key").on(table.organizationId, table.url),
  check("webhooks_url_check", sql`url ~~ 'https://%'`),
  check("webhooks_event_names_check", sql`cardinality(event_names) > 0`),
]);

export const webhookDeliveries = pgTable("webhook_deliveries", {
  id: bigserial({ mode: "bigint" }).primaryKey(),
  webhookId: integer("webhook_id").notNull(),
  eventName: text("event_name").notNull(),
  payload: jsonb().notNull(),
  status: webhookDeliveryStatus().default('pending').notNull(),
  responseCode: smallint("response_code"),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  deliveredAt: timestamp("delivered_at", { withTimezone: true }),
  attemptCount: smallint("attempt_count").default(0).notNull(),
  nextAttemptAt: timestamp("next_attempt_at", { withTimezone: true }),
  lastError: text("last_error"),
}, (table) => [
  index("webhook_deliveries_due_idx").on(table.nextAttemptAt).where(sql`status = 'pending'`),
  index("webhook_deliveries_webhook_id_created_at_idx").on(table.webhookId, table.createdAt.desc().nullsFirst()),
  foreignKey({ name: "webhook_deliveries_webhook_id_fkey", columns: [table.webhookId], foreignColumns: [webhooks.id] }).onDelete("cascade"),
  check("webhook_deliveries_response_code_check", sql`(response_code >= 100) AND (response_code <= 599)`),
  check("webhook_deliveries_attempts_check", sql`(attempt_count >= 0) AND (attempt_count <= 8)`),
]);

export const notifications = pgTable("notifications", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  userId: uuid("user_id").notNull(),
  channel: notificationChannel().default('in_app').notNull(),
  template: text().notNull(),
  payload: jsonb().default({}).notNull(),
  readAt: timestamp("read_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("notifications_unread_idx").on(table.userId, table.createdAt.desc().nullsFirst()).where(sql`read_at IS NULL`),
  foreignKey({ name: "notifications_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
]);

export const analyticsEvents = pgTable("analytics_events", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  eventName: text("event_name").notNull(),
  userId: uuid("user_id"),
  sessionId: uuid("session_id"),
  propertiesLegacy: text("properties_legacy"),
  ip: inet(),
  occurredAt: timestamp("occurred_at", { withTimezone: true }).defaultNow().notNull(),
  receivedAt: timestamp("received_at", { withTimezone: true }).defaultNow().notNull(),
  properties: jsonb().default({}).notNull(),
}, (table) => [
  index("analytics_events_properties_idx").using("gin", table.properties.op("jsonb_path_ops")),
  index("analytics_events_session_id_idx").on(table.sessionId).where(sql`session_id IS NOT NULL`),
  index("analytics_events_user_id_idx").on(table.userId, table.occurredAt).where(sql`user_id IS NOT NULL`),
  index("analytics_events_utc_day_idx").on(sql`(((occurred_at AT TIME ZONE 'UTC'))::date)`, sql`event_name`),
  foreignKey({ name: "analytics_events_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("set null"),
  foreignKey({ name: "analytics_events_session_id_fkey", columns: [table.sessionId], foreignColumns: [sessions.id] }).onDelete("set null"),
  check("analytics_events_properties_check", sql`jsonb_typeof(properties) = 'object'`),
]);

export const byteAwards = pgTable("byte_awards", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  userId: uuid("user_id").notNull(),
  reason: awardReason().notNull(),
  bytes: bigint({ mode: "number" }).notNull(),
  grantedBy: integer("granted_by"),
  note: text(),
  expiresAt: timestamp("expires_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  idempotencyKey: text("idempotency_key"),
  source: text().default('api').notNull(),
  campaign: text(),
  voidedAt: timestamp("voided_at", { withTimezone: true }),
  voidReason: text("void_reason"),
}, (table) => [
  index("byte_awards_campaign_idx").on(table.campaign, table.createdAt).where(sql`campaign IS NOT NULL`),
  index("byte_awards_expires_at_idx").on(table.expiresAt).where(sql`expires_at IS NOT NULL`),
  uniqueIndex("byte_awards_idempotency_key_key").on(table.userId, table.idempotencyKey).where(sql`idempotency_key IS NOT NULL`),
  index("byte_awards_user_id_created_at_idx").on(table.userId, table.createdAt.desc().nullsFirst()),
  foreignKey({ name: "byte_awards_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  foreignKey({ name: "byte_awards_granted_by_fkey", columns: [table.grantedBy], foreignColumns: [adminUsers.id] }).onDelete("set null"),
  check("byte_awards_bytes_check", sql`bytes > 0`),
  check("byte_awards_support_note_check", sql`(reason <> 'support_credit') OR (note IS NOT NULL)`),
  check("byte_awards_source_check", sql`source in ('api', 'admin', 'system')`),
  check("byte_awards_void_reason_check", sql`(voided_at IS NULL) = (void_reason IS NULL)`),
]);

export const transfers = pgTable("transfers", {
  id: uuid().defaultRandom().primaryKey(),
  senderId: uuid("sender_id").notNull(),
  organizationId: uuid("organization_id"),
  shareLinkId: bigint("share_link_id", { mode: "number" }),
  title: text(),
  message: text(),
  state: transferState().default('draft').notNull(),
  totalBytes: bigint("total_bytes", { mode: "number" }).default(0).notNull(),
  sentAt: timestamp("sent_at", { withTimezone: true }),
  expiresAt: timestamp("expires_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("transfers_due_idx").on(table.expiresAt).where(sql`state = 'sent'`),
  index("transfers_sender_id_created_at_idx").on(table.senderId, table.createdAt.desc().nullsFirst()),
  foreignKey({ name: "transfers_sender_id_fkey", columns: [table.senderId], foreignColumns: [users.id] }).onDelete("cascade"),
  foreignKey({ name: "transfers_organization_id_fkey", columns: [table.organizationId], foreignColumns: [organizations.id] }).onDelete("set null"),
  foreignKey({ name: "transfers_share_link_id_fkey", columns: [table.shareLinkId], foreignColumns: [shareLinks.id] }).onDelete("set null"),
  check("transfers_total_bytes_check", sql`total_bytes >= 0`),
  check("transfers_sent_at_check", sql`(state = 'draft') OR (sent_at IS NOT NULL)`),
  check("transfers_expires_at_check", sql`expires_at > created_at`),
]);

export const transferRecipients = pgTable("transfer_recipients", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  transferId: uuid("transfer_id").notNull(),
  email: text().notNull(),
  accessTokenHash: text("access_token_hash").notNull(),
  downloadCount: integer("download_count").default(0).notNull(),
  lastDownloadIp: inet("last_download_ip"),
  lastDownloadAt: timestamp("last_download_at", { withTimezone: true }),
}, (table) => [
  uniqueIndex("transfer_recipients_email_lower_key").on(table.transferId, sql`lower(email)`),
  foreignKey({ name: "transfer_recipients_transfer_id_fkey", columns: [table.transferId], foreignColumns: [transfers.id] }).onDelete("cascade"),
  unique("transfer_recipients_access_token_hash_key").on(table.accessTokenHash),
  check("transfer_recipients_download_count_check", sql`download_count >= 0`),
]);

export const transferFiles = pgTable("transfer_files", {
  transferId: uuid("transfer_id").notNull(),
  fileId: uuid("file_id").notNull(),
  position: smallint().default(0).notNull(),
}, (table) => [
  index("transfer_files_file_id_idx").on(table.fileId),
  foreignKey({ name: "transfer_files_transfer_id_fkey", columns: [table.transferId], foreignColumns: [transfers.id] }).onDelete("cascade"),
  foreignKey({ name: "transfer_files_file_id_fkey", columns: [table.fileId], foreignColumns: [files.id] }).onDelete("restrict"),
  primaryKey({ name: "transfer_files_pkey", columns: [table.transferId, table.fileId] }),
]);

export const organizationMembers = pgTable("organization_members", {
  organizationId: uuid("organization_id").notNull(),
  userId: uuid("user_id").notNull(),
  role: orgRole().default('member').notNull(),
  invitedBy: uuid("invited_by"),
  joinedAt: timestamp("joined_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  uniqueIndex("organization_members_one_owner_key").on(table.organizationId).where(sql`role = 'owner'`),
  index("organization_members_user_id_idx").on(table.userId),
  foreignKey({ name: "organization_members_organization_id_fkey", columns: [table.organizationId], foreignColumns: [organizations.id] }).onDelete("cascade"),
  foreignKey({ name: "organization_members_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  foreignKey({ name: "organization_members_invited_by_fkey", columns: [table.invitedBy], foreignColumns: [users.id] }).onDelete("set null"),
  primaryKey({ name: "organization_members_pkey", columns: [table.organizationId, table.userId] }),
]);

export const featureFlagOverrides = pgTable("feature_flag_overrides", {
  flagKey: text("flag_key").notNull(),
  userId: uuid("user_id").notNull(),
  isEnabled: boolean("is_enabled").notNull(),
  reason: text(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow().notNull(),
}, (table) => [
  index("feature_flag_overrides_user_id_idx").on(table.userId),
  foreignKey({ name: "feature_flag_overrides_flag_key_fkey", columns: [table.flagKey], foreignColumns: [featureFlags.key] }).onUpdate("cascade").onDelete("cascade"),
  foreignKey({ name: "feature_flag_overrides_user_id_fkey", columns: [table.userId], foreignColumns: [users.id] }).onDelete("cascade"),
  primaryKey({ name: "feature_flag_overrides_pkey", columns: [table.flagKey, table.userId] }),
]);

export const analyticsDailyRollups = pgTable("analytics_daily_rollups", {
  day: date().notNull(),
  eventName: text("event_name").notNull(),
  eventCount: bigint("event_count", { mode: "number" }).notNull(),
  uniqueUsers: integer("unique_users").notNull(),
  bytesUploaded: bigint("bytes_uploaded", { mode: "number" }).default(0).notNull(),
  bytesDeleted: bigint("bytes_deleted", { mode: "number" }).default(0).notNull(),
  bytesNet: bigint("bytes_net", { mode: "number" }).generatedAlwaysAs(sql`(bytes_uploaded - bytes_deleted)`),
  bytesDownloaded: bigint("bytes_downloaded", { mode: "number" }).default(0).notNull(),
  source: text().default('nightly').notNull(),
  computedAt: timestamp("computed_at", { withTimezone: true }).defaultNow(),
}, (table) => [
  index("analytics_daily_rollups_event_day_idx").on(table.eventName, table.day.desc().nullsFirst()),
  primaryKey({ name: "analytics_daily_rollups_pkey", columns: [table.day, table.eventName] }),
  check("analytics_daily_rollups_counts_check", sql`(event_count >= 0) AND (unique_users <= event_count)`),
  check("analytics_daily_rollups_source_check", sql`source in ('nightly', 'backfill')`),
]);
export const userStorageSummary = pgView("user_storage_summary", {
  userId: uuid("user_id"),
  email: text(),
  planCode: text("plan_code"),
  bytesBalance: bigint("bytes_balance", { mode: "number" }),
  fileCount: bigint("file_count", { mode: "number" }),
  bytesStored: bigint("bytes_stored", { mode: "number" }),
  bytesAwarded: bigint("bytes_awarded", { mode: "number" }),
  bytesExpiring30D: bigint("bytes_expiring_30d", { mode: "number" }),
  nextExpiryAt: timestamp("next_expiry_at", { withTimezone: true }),
}).as(sql`SELECT u.id AS user_id, u.email, p.code AS plan_code, u.bytes_balance, COALESCE(f.file_count, 0::bigint) AS file_count, COALESCE(f.bytes_stored, 0::bigint) AS bytes_stored, COALESCE(a.bytes_awarded, 0::bigint) AS bytes_awarded, COALESCE(a.bytes_expiring_30d, 0::bigint) AS bytes_expiring_30d, a.next_expiry_at FROM users u JOIN plans p ON p.id = u.plan_id LEFT JOIN ( SELECT files.owner_id, count(*) AS file_count, sum(files.size_bytes)::bigint AS bytes_stored FROM files WHERE files.deleted_at IS NULL AND files.state <> 'purged'::file_state GROUP BY files.owner_id) f ON f.owner_id = u.id LEFT JOIN ( SELECT byte_awards.user_id, sum(byte_awards.bytes)::bigint AS bytes_awarded, sum(byte_awards.bytes) FILTER (WHERE byte_awards.expires_at > now() AND byte_awards.expires_at <= (now() + '30 days'::interval))::bigint AS bytes_expiring_30d, min(byte_awards.expires_at) FILTER (WHERE byte_awards.expires_at > now()) AS next_expiry_at FROM byte_awards WHERE byte_awards.voided_at IS NULL GROUP BY byte_awards.user_id) a ON a.user_id = u.id WHERE u.status <> 'deleted'::user_status`);

export const analyticsDailyTotals = pgView("analytics_daily_totals", {
  day: date(),
  events: bigint({ mode: "number" }),
  bytesNet: bigint("bytes_net", { mode: "number" }),
}).as(sql`SELECT day, sum(event_count)::bigint AS events, sum(bytes_net)::bigint AS bytes_net FROM analytics_daily_rollups GROUP BY day`);
