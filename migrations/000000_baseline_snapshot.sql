-- Baseline snapshot of the production schema, taken before dated migrations were introduced.
--
-- This is a cleaned-up schema dump: objects are grouped by area instead of by type, constraints carry explicit
-- names, and only reference data plus a small sample data set is included. It is meant for an empty database;
-- databases that already have these tables must record this file as applied without running it.
--
-- Conventions used here and in every later file:
--   * names are not schema-qualified, objects land in the first schema of the search path
--   * sizes and balances are bigint bytes, money is integer cents, instants are timestamptz
--   * constraints are named <table>_<column(s)>_<fkey|key|check>, indexes end in _idx or _key

-- ---------------------------------------------------------------------------------------------------------------
-- Types
-- ---------------------------------------------------------------------------------------------------------------

CREATE TYPE user_status AS ENUM ('active', 'suspended', 'deleted');
CREATE TYPE org_role AS ENUM ('owner', 'admin', 'member', 'guest');
CREATE TYPE award_reason AS ENUM ('signup', 'plan_grant', 'referral', 'promotion', 'support_credit');
CREATE TYPE ledger_entry_type AS ENUM ('award', 'upload', 'delete', 'expiry', 'adjustment');
CREATE TYPE file_state AS ENUM ('uploading', 'ready', 'quarantined', 'purged');
CREATE TYPE subscription_status AS ENUM ('trialing', 'active', 'past_due', 'canceled');
CREATE TYPE invoice_status AS ENUM ('draft', 'open', 'paid', 'void');
CREATE TYPE webhook_delivery_status AS ENUM ('pending', 'succeeded', 'failed');
CREATE TYPE notification_channel AS ENUM ('email', 'in_app');

-- ---------------------------------------------------------------------------------------------------------------
-- Plans, organizations, users
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE plans (
    id                  serial PRIMARY KEY,
    code                text NOT NULL,
    display_name        text NOT NULL,
    price_cents         integer DEFAULT 0 NOT NULL,
    included_bytes      bigint NOT NULL,
    max_file_bytes      bigint NOT NULL,
    overage_cents_per_gb numeric(10,4),
    features            text[] DEFAULT '{}' NOT NULL,
    is_public           boolean DEFAULT true NOT NULL,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT plans_code_key UNIQUE (code),
    CONSTRAINT plans_price_cents_check CHECK (price_cents >= 0),
    CONSTRAINT plans_file_fits_quota_check CHECK (max_file_bytes > 0 AND max_file_bytes <= included_bytes)
);

COMMENT ON TABLE plans IS 'Catalogue of sellable plans. Rows are retired with is_public = false, never deleted.';
COMMENT ON COLUMN plans.overage_cents_per_gb IS 'NULL means uploads stop at the quota instead of being billed.';

CREATE TABLE organizations (
    id                  uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    slug                text NOT NULL,
    display_name        text NOT NULL,
    billing_email       text,
    settings            jsonb DEFAULT '{}' NOT NULL,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    deleted_at          timestamptz,
    CONSTRAINT organizations_slug_key UNIQUE (slug),
    CONSTRAINT organizations_slug_check CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    CONSTRAINT organizations_settings_check CHECK (jsonb_typeof(settings) = 'object')
);

CREATE TABLE users (
    id                  uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    email               text NOT NULL,
    display_name        text,
    password_hash       text,
    status              user_status DEFAULT 'active' NOT NULL,
    plan_id             integer NOT NULL,
    bytes_balance       bigint DEFAULT 0 NOT NULL,
    referral_code       text,
    referred_by         uuid,
    locale              text DEFAULT 'en' NOT NULL,
    last_login_at       timestamptz,
    last_login_ip       inet,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    legacy_quota_mb     integer,
    CONSTRAINT users_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans (id) ON DELETE RESTRICT,
    CONSTRAINT users_referred_by_fkey FOREIGN KEY (referred_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT users_referral_code_key UNIQUE (referral_code),
    CONSTRAINT users_email_check CHECK (position('@' IN email) > 1),
    CONSTRAINT users_not_self_referred_check CHECK (referred_by <> id),
    CONSTRAINT users_legacy_quota_mb_check CHECK (legacy_quota_mb >= 0)
);

CREATE UNIQUE INDEX users_email_lower_key ON users (lower(email));
CREATE INDEX users_plan_id_idx ON users (plan_id);
CREATE INDEX users_referred_by_idx ON users (referred_by) WHERE referred_by IS NOT NULL;
CREATE INDEX users_suspended_idx ON users (updated_at) WHERE status = 'suspended';

COMMENT ON COLUMN users.bytes_balance IS 'Bytes the user may still store; the running total of byte_ledger.';
COMMENT ON COLUMN users.legacy_quota_mb IS 'Quota of the first product version, in MiB. No code reads it any more.';

CREATE TABLE organization_members (
    organization_id     uuid NOT NULL,
    user_id             uuid NOT NULL,
    role                org_role DEFAULT 'member' NOT NULL,
    invited_by          uuid,
    joined_at           timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT organization_members_pkey PRIMARY KEY (organization_id, user_id),
    CONSTRAINT organization_members_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT organization_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT organization_members_invited_by_fkey
        FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX organization_members_user_id_idx ON organization_members (user_id);
CREATE UNIQUE INDEX organization_members_one_owner_key
    ON organization_members (organization_id) WHERE role = 'owner';

CREATE TABLE user_preferences (
    user_id             uuid PRIMARY KEY,
    theme               text DEFAULT 'system' NOT NULL,
    items_per_page      smallint DEFAULT 50 NOT NULL,
    email_digest        boolean DEFAULT true NOT NULL,
    pinned_folder_ids   uuid[] DEFAULT '{}' NOT NULL,
    extra               jsonb DEFAULT '{}' NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT user_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT user_preferences_theme_check CHECK (theme IN ('system', 'light', 'dark')),
    CONSTRAINT user_preferences_items_per_page_check CHECK (items_per_page BETWEEN 10 AND 200)
);

--> statement-breakpoint

-- ---------------------------------------------------------------------------------------------------------------
-- Sessions and API access
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE sessions (
    id                  uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    user_id             uuid NOT NULL,
    token_hash          text NOT NULL,
    ip                  inet,
    user_agent          text,
    created_at          timestamptz DEFAULT now() NOT NULL,
    expires_at          timestamptz NOT NULL,
    revoked_at          timestamptz,
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT sessions_token_hash_key UNIQUE (token_hash),
    CONSTRAINT sessions_expires_at_check CHECK (expires_at > created_at)
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE TABLE api_keys (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id             uuid NOT NULL,
    organization_id     uuid,
    label               text NOT NULL,
    key_prefix          character(8) NOT NULL,
    key_hash            bytea NOT NULL,
    scopes              text[] DEFAULT ARRAY['files:read'] NOT NULL,
    allowed_cidrs       cidr[],
    last_used_at        timestamptz,
    revoked_at          timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT api_keys_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_scopes_check CHECK (cardinality(scopes) > 0)
);

CREATE INDEX api_keys_live_prefix_idx ON api_keys (key_prefix) WHERE revoked_at IS NULL;
CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);

CREATE TABLE legacy_upload_tokens (
    token               text PRIMARY KEY,
    user_id             uuid NOT NULL,
    target_path         text NOT NULL,
    redeemed_at         timestamptz,
    expires_at          timestamptz NOT NULL,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT legacy_upload_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX legacy_upload_tokens_user_id_idx ON legacy_upload_tokens (user_id);

COMMENT ON TABLE legacy_upload_tokens IS 'One-time tokens of the v1 upload endpoint, switched off in May 2025.';

-- ---------------------------------------------------------------------------------------------------------------
-- Folders, files, shares
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE folders (
    id                  uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    owner_id            uuid NOT NULL,
    organization_id     uuid,
    parent_id           uuid,
    name                text NOT NULL,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    deleted_at          timestamptz,
    CONSTRAINT folders_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT folders_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT folders_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES folders (id) ON DELETE CASCADE,
    CONSTRAINT folders_name_check CHECK (name <> '' AND position('/' IN name) = 0),
    CONSTRAINT folders_not_own_parent_check CHECK (parent_id <> id)
);

CREATE UNIQUE INDEX folders_sibling_name_key
    ON folders (owner_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'::uuid), lower(name))
    WHERE deleted_at IS NULL;
CREATE INDEX folders_parent_id_idx ON folders (parent_id);

CREATE TABLE files (
    id                  uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    owner_id            uuid NOT NULL,
    folder_id           uuid,
    name                text NOT NULL,
    extension           text GENERATED ALWAYS AS (lower(substring(name FROM '\.([^.]+)$'))) STORED,
    mime_type           text DEFAULT 'application/octet-stream' NOT NULL,
    size_bytes          bigint DEFAULT 0 NOT NULL,
    state               file_state DEFAULT 'uploading' NOT NULL,
    tags                text[] DEFAULT '{}' NOT NULL,
    metadata            jsonb DEFAULT '{}' NOT NULL,
    current_version_id  bigint,
    last_accessed_at    timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    deleted_at          timestamptz,
    CONSTRAINT files_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT files_folder_id_fkey FOREIGN KEY (folder_id) REFERENCES folders (id) ON DELETE SET NULL,
    CONSTRAINT files_size_bytes_check CHECK (size_bytes >= 0),
    CONSTRAINT files_name_check CHECK (length(name) BETWEEN 1 AND 255)
);

CREATE TABLE file_versions (
    id                  bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    file_id             uuid NOT NULL,
    version_no          integer NOT NULL,
    size_bytes          bigint NOT NULL,
    sha256              bytea NOT NULL,
    storage_key         text NOT NULL,
    uploaded_by         uuid,
    uploaded_from       inet,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT file_versions_file_id_fkey FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE CASCADE,
    CONSTRAINT file_versions_uploaded_by_fkey
        FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT file_versions_file_id_version_no_key UNIQUE (file_id, version_no),
    CONSTRAINT file_versions_storage_key_key UNIQUE (storage_key),
    CONSTRAINT file_versions_version_no_check CHECK (version_no > 0),
    CONSTRAINT file_versions_size_bytes_check CHECK (size_bytes >= 0),
    CONSTRAINT file_versions_sha256_check CHECK (octet_length(sha256) = 32)
);

-- files and file_versions point at each other; an upload that writes both may defer this side.
ALTER TABLE files
    ADD CONSTRAINT files_current_version_id_fkey
    FOREIGN KEY (current_version_id) REFERENCES file_versions (id) ON DELETE SET NULL
    DEFERRABLE INITIALLY IMMEDIATE;

CREATE INDEX files_owner_folder_idx ON files (owner_id, folder_id) WHERE deleted_at IS NULL;
CREATE INDEX files_folder_id_idx ON files (folder_id);
CREATE INDEX files_name_lower_idx ON files (owner_id, lower(name) text_pattern_ops);
CREATE INDEX files_tags_idx ON files USING gin (tags);
CREATE INDEX files_stuck_uploads_idx ON files (created_at) WHERE state = 'uploading';

CREATE TABLE share_links (
    id                  bigserial PRIMARY KEY,
    slug                text NOT NULL,
    file_id             uuid,
    folder_id           uuid,
    created_by          uuid NOT NULL,
    password_hash       text,
    max_downloads       integer,
    download_count      integer DEFAULT 0 NOT NULL,
    expires_at          timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT share_links_slug_key UNIQUE (slug),
    CONSTRAINT share_links_file_id_fkey FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE CASCADE,
    CONSTRAINT share_links_folder_id_fkey FOREIGN KEY (folder_id) REFERENCES folders (id) ON DELETE CASCADE,
    CONSTRAINT share_links_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT share_links_one_target_check CHECK (num_nonnulls(file_id, folder_id) = 1),
    CONSTRAINT share_links_downloads_check CHECK (max_downloads IS NULL OR download_count <= max_downloads)
);

CREATE INDEX share_links_file_id_idx ON share_links (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX share_links_folder_id_idx ON share_links (folder_id) WHERE folder_id IS NOT NULL;
CREATE INDEX share_links_expiring_idx ON share_links (expires_at) WHERE expires_at IS NOT NULL;

--> statement-breakpoint

-- ---------------------------------------------------------------------------------------------------------------
-- Administration
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE admin_users (
    id                  serial PRIMARY KEY,
    email               text NOT NULL,
    is_superadmin       boolean DEFAULT false NOT NULL,
    permissions         text[] DEFAULT '{}' NOT NULL,
    totp_secret         bytea,
    created_at          timestamptz DEFAULT now() NOT NULL,
    disabled_at         timestamptz
);

CREATE UNIQUE INDEX admin_users_email_lower_key ON admin_users (lower(email));

CREATE TABLE admin_dashboard_tabs (
    id                  serial PRIMARY KEY,
    slug                text NOT NULL,
    title               text NOT NULL,
    position            smallint NOT NULL,
    required_permission text,
    config              jsonb DEFAULT '{}' NOT NULL,
    is_enabled          boolean DEFAULT true NOT NULL,
    updated_by          integer,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT admin_dashboard_tabs_slug_key UNIQUE (slug),
    CONSTRAINT admin_dashboard_tabs_updated_by_fkey
        FOREIGN KEY (updated_by) REFERENCES admin_users (id) ON DELETE SET NULL,
    CONSTRAINT admin_dashboard_tabs_position_check CHECK (position > 0)
);

CREATE TABLE audit_log (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor_user_id       uuid,
    actor_admin_id      integer,
    action              text NOT NULL,
    subject_type        text NOT NULL,
    subject_id          text,
    details             jsonb DEFAULT '{}' NOT NULL,
    ip                  inet,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT audit_log_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT audit_log_actor_admin_id_fkey
        FOREIGN KEY (actor_admin_id) REFERENCES admin_users (id) ON DELETE RESTRICT,
    CONSTRAINT audit_log_one_actor_check CHECK (num_nonnulls(actor_user_id, actor_admin_id) <= 1)
);

CREATE INDEX audit_log_subject_idx ON audit_log (subject_type, subject_id, created_at DESC);
CREATE INDEX audit_log_created_at_idx ON audit_log USING brin (created_at);

CREATE TABLE feature_flags (
    key                 text PRIMARY KEY,
    description         text NOT NULL,
    is_enabled          boolean DEFAULT false NOT NULL,
    rollout_percent     numeric(5,2) DEFAULT 0 NOT NULL,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT feature_flags_key_check CHECK (key ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT feature_flags_rollout_percent_check CHECK (rollout_percent BETWEEN 0 AND 100)
);

CREATE TABLE feature_flag_overrides (
    flag_key            text NOT NULL,
    user_id             uuid NOT NULL,
    is_enabled          boolean NOT NULL,
    reason              text,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT feature_flag_overrides_pkey PRIMARY KEY (flag_key, user_id),
    CONSTRAINT feature_flag_overrides_flag_key_fkey
        FOREIGN KEY (flag_key) REFERENCES feature_flags (key) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT feature_flag_overrides_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX feature_flag_overrides_user_id_idx ON feature_flag_overrides (user_id);

-- ---------------------------------------------------------------------------------------------------------------
-- Bytes: awards and ledger
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE byte_awards (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id             uuid NOT NULL,
    reason              award_reason NOT NULL,
    bytes               bigint NOT NULL,
    granted_by          integer,
    note                text,
    expires_at          timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT byte_awards_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT byte_awards_granted_by_fkey
        FOREIGN KEY (granted_by) REFERENCES admin_users (id) ON DELETE SET NULL,
    CONSTRAINT byte_awards_bytes_check CHECK (bytes > 0),
    CONSTRAINT byte_awards_support_note_check CHECK (reason <> 'support_credit' OR note IS NOT NULL)
);

CREATE INDEX byte_awards_user_id_created_at_idx ON byte_awards (user_id, created_at DESC);
CREATE INDEX byte_awards_expires_at_idx ON byte_awards (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE byte_ledger (
    id                  bigserial PRIMARY KEY,
    user_id             uuid NOT NULL,
    entry_type          ledger_entry_type NOT NULL,
    delta_bytes         bigint NOT NULL,
    balance_after       bigint NOT NULL,
    award_id            bigint,
    file_id             uuid,
    memo                text,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT byte_ledger_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT byte_ledger_award_id_fkey FOREIGN KEY (award_id) REFERENCES byte_awards (id) ON DELETE SET NULL,
    CONSTRAINT byte_ledger_file_id_fkey FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE SET NULL,
    CONSTRAINT byte_ledger_delta_bytes_check CHECK (delta_bytes <> 0)
);

CREATE INDEX byte_ledger_user_id_id_idx ON byte_ledger (user_id, id DESC);
CREATE INDEX byte_ledger_award_id_idx ON byte_ledger (award_id) WHERE award_id IS NOT NULL;

COMMENT ON TABLE byte_ledger IS 'Append-only. users.bytes_balance equals balance_after of the newest row of that user.';

-- ---------------------------------------------------------------------------------------------------------------
-- Billing
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE subscriptions (
    id                  uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    organization_id     uuid,
    user_id             uuid,
    plan_id             integer NOT NULL,
    status              subscription_status DEFAULT 'trialing' NOT NULL,
    seats               integer DEFAULT 1 NOT NULL,
    current_period_start timestamptz NOT NULL,
    current_period_end  timestamptz NOT NULL,
    canceled_at         timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT subscriptions_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT subscriptions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans (id) ON DELETE RESTRICT,
    CONSTRAINT subscriptions_one_payer_check CHECK (num_nonnulls(organization_id, user_id) = 1),
    CONSTRAINT subscriptions_seats_check CHECK (seats > 0),
    CONSTRAINT subscriptions_period_check CHECK (current_period_end > current_period_start)
);

CREATE UNIQUE INDEX subscriptions_live_organization_key
    ON subscriptions (organization_id) WHERE organization_id IS NOT NULL AND status <> 'canceled';
CREATE UNIQUE INDEX subscriptions_live_user_key
    ON subscriptions (user_id) WHERE user_id IS NOT NULL AND status <> 'canceled';

CREATE TABLE invoices (
    id                  bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000) PRIMARY KEY,
    number              text NOT NULL,
    subscription_id     uuid NOT NULL,
    status              invoice_status DEFAULT 'draft' NOT NULL,
    currency            character(3) DEFAULT 'USD' NOT NULL,
    subtotal_cents      bigint NOT NULL,
    tax_rate            numeric(6,4) DEFAULT 0 NOT NULL,
    tax_cents           bigint DEFAULT 0 NOT NULL,
    total_cents         bigint GENERATED ALWAYS AS (subtotal_cents + tax_cents) STORED,
    line_items          jsonb DEFAULT '[]' NOT NULL,
    issued_at           timestamptz,
    due_on              date,
    paid_at             timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT invoices_number_key UNIQUE (number),
    CONSTRAINT invoices_subscription_id_fkey
        FOREIGN KEY (subscription_id) REFERENCES subscriptions (id) ON DELETE RESTRICT,
    CONSTRAINT invoices_amounts_check CHECK (subtotal_cents >= 0 AND tax_cents >= 0),
    CONSTRAINT invoices_currency_check CHECK (currency = upper(currency)),
    CONSTRAINT invoices_paid_at_check CHECK (status <> 'paid' OR paid_at IS NOT NULL),
    CONSTRAINT invoices_line_items_check CHECK (jsonb_typeof(line_items) = 'array')
);

CREATE INDEX invoices_subscription_id_idx ON invoices (subscription_id);
CREATE INDEX invoices_overdue_idx ON invoices (due_on) WHERE status = 'open';

-- ---------------------------------------------------------------------------------------------------------------
-- Webhooks and notifications
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE webhooks (
    id                  serial PRIMARY KEY,
    organization_id     uuid NOT NULL,
    url                 text NOT NULL,
    secret_hash         text NOT NULL,
    event_names         text[] NOT NULL,
    is_active           boolean DEFAULT true NOT NULL,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT webhooks_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT webhooks_organization_id_url_key UNIQUE (organization_id, url),
    CONSTRAINT webhooks_url_check CHECK (url LIKE 'https://%'),
    CONSTRAINT webhooks_event_names_check CHECK (cardinality(event_names) > 0)
);

CREATE TABLE webhook_deliveries (
    id                  bigserial PRIMARY KEY,
    webhook_id          integer NOT NULL,
    event_name          text NOT NULL,
    payload             jsonb NOT NULL,
    status              webhook_delivery_status DEFAULT 'pending' NOT NULL,
    response_code       smallint,
    created_at          timestamptz DEFAULT now() NOT NULL,
    delivered_at        timestamptz,
    CONSTRAINT webhook_deliveries_webhook_id_fkey
        FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_response_code_check CHECK (response_code BETWEEN 100 AND 599)
);

CREATE INDEX webhook_deliveries_webhook_id_created_at_idx ON webhook_deliveries (webhook_id, created_at DESC);
CREATE INDEX webhook_deliveries_status_idx ON webhook_deliveries (status);

CREATE TABLE notifications (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id             uuid NOT NULL,
    channel             notification_channel DEFAULT 'in_app' NOT NULL,
    template            text NOT NULL,
    payload             jsonb DEFAULT '{}' NOT NULL,
    read_at             timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX notifications_unread_idx ON notifications (user_id, created_at DESC) WHERE read_at IS NULL;

-- ---------------------------------------------------------------------------------------------------------------
-- Analytics
-- ---------------------------------------------------------------------------------------------------------------

CREATE TABLE analytics_events (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_name          text NOT NULL,
    user_id             uuid,
    session_id          uuid,
    properties          text DEFAULT '{}' NOT NULL,
    ip                  inet,
    occurred_at         timestamptz DEFAULT now() NOT NULL,
    received_at         timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT analytics_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT analytics_events_session_id_fkey
        FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE SET NULL
);

CREATE INDEX analytics_events_utc_day_idx ON analytics_events (((occurred_at AT TIME ZONE 'UTC')::date), event_name);
CREATE INDEX analytics_events_user_id_idx ON analytics_events (user_id, occurred_at) WHERE user_id IS NOT NULL;
CREATE INDEX analytics_events_session_id_idx ON analytics_events (session_id) WHERE session_id IS NOT NULL;

COMMENT ON COLUMN analytics_events.properties IS 'Event payload as sent by the client, usually JSON.';

CREATE TABLE analytics_daily_rollups (
    day                 date NOT NULL,
    event_name          text NOT NULL,
    event_count         bigint NOT NULL,
    unique_users        integer NOT NULL,
    bytes_uploaded      bigint DEFAULT 0 NOT NULL,
    bytes_deleted       bigint DEFAULT 0 NOT NULL,
    bytes_net           bigint GENERATED ALWAYS AS (bytes_uploaded - bytes_deleted) STORED,
    CONSTRAINT analytics_daily_rollups_pkey PRIMARY KEY (day, event_name),
    CONSTRAINT analytics_daily_rollups_counts_check CHECK (event_count >= 0 AND unique_users <= event_count)
);

COMMENT ON COLUMN analytics_daily_rollups.day IS 'Calendar day in UTC.';

--> statement-breakpoint

-- ---------------------------------------------------------------------------------------------------------------
-- Functions and triggers
-- ---------------------------------------------------------------------------------------------------------------

CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

CREATE TRIGGER organizations_set_updated_at BEFORE UPDATE ON organizations
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER folders_set_updated_at BEFORE UPDATE ON folders
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER files_set_updated_at BEFORE UPDATE ON files
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER feature_flags_set_updated_at BEFORE UPDATE ON feature_flags
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER subscriptions_set_updated_at BEFORE UPDATE ON subscriptions
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER webhooks_set_updated_at BEFORE UPDATE ON webhooks
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- An award is credited the moment it is inserted, together with its ledger row.
CREATE FUNCTION apply_byte_award() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    new_balance bigint;
BEGIN
    UPDATE users
       SET bytes_balance = bytes_balance + NEW.bytes
     WHERE id = NEW.user_id
    RETURNING bytes_balance INTO new_balance;

    INSERT INTO byte_ledger (user_id, entry_type, delta_bytes, balance_after, award_id, created_at)
    VALUES (NEW.user_id, 'award', NEW.bytes, new_balance, NEW.id, NEW.created_at);

    RETURN NULL;
END;
$$;

CREATE TRIGGER byte_awards_apply AFTER INSERT ON byte_awards
    FOR EACH ROW EXECUTE FUNCTION apply_byte_award();

-- ---------------------------------------------------------------------------------------------------------------
-- Views
-- ---------------------------------------------------------------------------------------------------------------

CREATE VIEW user_storage_summary AS
SELECT u.id AS user_id,
       u.email,
       p.code AS plan_code,
       u.bytes_balance,
       coalesce(f.file_count, 0) AS file_count,
       coalesce(f.bytes_stored, 0) AS bytes_stored
  FROM users u
  JOIN plans p ON p.id = u.plan_id
  LEFT JOIN (
        SELECT owner_id,
               count(*) AS file_count,
               sum(size_bytes)::bigint AS bytes_stored
          FROM files
         WHERE deleted_at IS NULL
           AND state <> 'purged'
         GROUP BY owner_id
       ) f ON f.owner_id = u.id
 WHERE u.status <> 'deleted';

COMMENT ON VIEW user_storage_summary IS 'One row per live user; feeds the storage tab of the admin dashboard.';

CREATE VIEW analytics_daily_totals AS
SELECT day,
       sum(event_count)::bigint AS events,
       sum(bytes_net)::bigint AS bytes_net
  FROM analytics_daily_rollups
 GROUP BY day;

--> statement-breakpoint

-- ---------------------------------------------------------------------------------------------------------------
-- Reference data and sample rows
-- ---------------------------------------------------------------------------------------------------------------

INSERT INTO plans (code, display_name, price_cents, included_bytes, max_file_bytes, overage_cents_per_gb, features)
VALUES
    ('free', 'Free',    0,   2147483648,    268435456, NULL,   '{}'),
    ('pro',  'Pro',   900, 107374182400,  10737418240, 2.5000, '{versioning,link_passwords}'),
    ('team', 'Team', 2900, 1099511627776, 53687091200, 1.7500, '{versioning,link_passwords,webhooks,audit_log}');

INSERT INTO feature_flags (key, description, is_enabled, rollout_percent, created_at)
VALUES
    ('resumable_uploads',   'Resume interrupted uploads from the last chunk',    true,  100.00, '2025-02-03 09:00+00'),
    ('folder_zip_download', 'Download a folder as a single archive',             true,   25.00, '2025-04-14 09:00+00'),
    ('byte_award_banner',   'Tell users about awards that are about to expire',  true,    7.50, '2025-06-23 09:00+00'),
    ('video_previews',      'Transcode short previews for video files',          false,   0.00, '2025-07-08 09:00+00');

INSERT INTO admin_users (email, is_superadmin, permissions, created_at)
VALUES
    ('operations@example.com', true,  '{}',                          '2025-01-10 08:00+00'),
    ('support@example.com',    false, '{users:read,awards:write}',   '2025-01-10 08:05+00');

INSERT INTO admin_dashboard_tabs (slug, title, position, required_permission, config, updated_at)
VALUES
    ('overview',  'Overview',       1, NULL,             '{"widgets": ["signups", "storage"]}', '2025-05-05 10:00+00'),
    ('users',     'Users',          2, 'users:read',     '{"page_size": 50}',                   '2025-05-05 10:00+00'),
    ('storage',   'Storage',        3, 'users:read',     '{"source": "user_storage_summary"}',  '2025-05-05 10:00+00'),
    ('awards',    'Byte awards',    4, 'awards:write',   '{"default_reason": "promotion"}',     '2025-05-05 10:00+00'),
    ('analytics', 'Analytics',      5, 'analytics:read', '{"range_days": 28}',                  '2025-05-05 10:00+00'),
    ('flags',     'Feature flags',  6, 'flags:write',    '{}',                                  '2025-05-05 10:00+00');

INSERT INTO organizations (id, slug, display_name, billing_email, settings, created_at)
VALUES
    ('5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', 'northwind-studio', 'Northwind Studio', 'billing@northwind.example',
     '{"require_2fa": true, "default_share_days": 14}', '2025-03-02 14:20+00');

INSERT INTO users (id, email, display_name, status, plan_id, referral_code, referred_by, last_login_ip, created_at,
                   legacy_quota_mb)
SELECT s.id::uuid, s.email, s.display_name, s.status::user_status, p.id, s.referral_code, s.referred_by::uuid,
       s.last_login_ip::inet, s.created_at::timestamptz, s.legacy_quota_mb
  FROM (VALUES
        ('a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', 'studio-owner@northwind.example', 'Studio owner', 'active', 'team',
         'NORTHW1', NULL, '203.0.113.10', '2025-03-02 14:22+00', 1048576),
        ('a1c3e5f7-0002-4b6d-8e2f-3c5a7b9d1e02', 'editor@northwind.example', 'Editor desk', 'active', 'team',
         NULL, NULL, '203.0.113.11', '2025-03-03 08:10+00', NULL),
        ('a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'photographer@example.org', 'Photo archive', 'active', 'pro',
         'PHOTO33', NULL, '2001:db8:40::17', '2024-11-19 19:45+00', 51200),
        ('a1c3e5f7-0004-4b6d-8e2f-3c5a7b9d1e04', 'Trial.Account@example.org', NULL, 'active', 'free',
         NULL, 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', NULL, '2025-06-30 06:01+00', NULL),
        ('a1c3e5f7-0005-4b6d-8e2f-3c5a7b9d1e05', 'hoarder@example.net', 'Backup box', 'active', 'free',
         NULL, NULL, '198.51.100.77', '2024-10-01 12:00+00', 2048),
        ('a1c3e5f7-0006-4b6d-8e2f-3c5a7b9d1e06', 'abuse-case@example.net', NULL, 'suspended', 'free',
         NULL, NULL, '192.0.2.200', '2025-05-12 23:58+00', NULL)
       ) AS s (id, email, display_name, status, plan_code, referral_code, referred_by, last_login_ip, created_at,
               legacy_quota_mb)
  JOIN plans p ON p.code = s.plan_code;

INSERT INTO organization_members (organization_id, user_id, role, invited_by, joined_at)
VALUES
    ('5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', 'owner', NULL,
     '2025-03-02 14:22+00'),
    ('5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', 'a1c3e5f7-0002-4b6d-8e2f-3c5a7b9d1e02', 'member',
     'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', '2025-03-03 08:12+00');

INSERT INTO user_preferences (user_id, theme, items_per_page, extra)
VALUES
    ('a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', 'dark',  100, '{"sidebar": "collapsed"}'),
    ('a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'light', 200, '{}');

INSERT INTO feature_flag_overrides (flag_key, user_id, is_enabled, reason)
VALUES
    ('video_previews', 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', true, 'design partner'),
    ('video_previews', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', true, 'design partner'),
    ('folder_zip_download', 'a1c3e5f7-0006-4b6d-8e2f-3c5a7b9d1e06', false, 'account under review');

INSERT INTO sessions (id, user_id, token_hash, ip, user_agent, created_at, expires_at, revoked_at)
VALUES
    ('c0ffee00-1111-4000-8000-000000000001', 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', 'sha256:5b0c9f3a', '203.0.113.10',
     'desktop-sync/2.8.1', '2025-08-01 07:55+00', '2025-08-31 07:55+00', NULL),
    ('c0ffee00-1111-4000-8000-000000000002', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'sha256:8d41e7c2',
     '2001:db8:40::17', 'Mozilla/5.0 (Macintosh)', '2025-08-04 18:30+00', '2025-09-03 18:30+00', NULL),
    ('c0ffee00-1111-4000-8000-000000000003', 'a1c3e5f7-0006-4b6d-8e2f-3c5a7b9d1e06', 'sha256:f17a20bb', '192.0.2.200',
     'curl/8.5.0', '2025-05-12 23:59+00', '2025-06-11 23:59+00', '2025-05-13 09:00+00');

INSERT INTO legacy_upload_tokens (token, user_id, target_path, redeemed_at, expires_at, created_at)
VALUES
    ('ul_7QeR2m', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', '/incoming/wedding', '2025-02-01 10:04+00',
     '2025-02-02 10:00+00', '2025-02-01 10:00+00'),
    ('ul_9XbT5k', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', '/incoming/raw', NULL,
     '2025-03-12 10:00+00', '2025-03-11 10:00+00'),
    ('ul_2LpV8c', 'a1c3e5f7-0005-4b6d-8e2f-3c5a7b9d1e05', '/nas', '2025-04-20 01:00+00',
     '2025-04-21 00:30+00', '2025-04-20 00:30+00');

-- Awards go through the trigger, so the balances and ledger rows below start out consistent.
INSERT INTO byte_awards (user_id, reason, bytes, granted_by, note, expires_at, created_at)
SELECT s.user_id::uuid, s.reason::award_reason, s.bytes, a.id, s.note, s.expires_at::timestamptz,
       s.created_at::timestamptz
  FROM (VALUES
        (1, 'a1c3e5f7-0005-4b6d-8e2f-3c5a7b9d1e05', 'signup',         2147483648,    NULL, NULL, NULL,
         '2024-10-01 12:00+00'),
        (2, 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'plan_grant',     107374182400,  NULL, NULL, NULL,
         '2024-11-19 19:45+00'),
        (3, 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', 'plan_grant',     1099511627776, NULL, NULL, NULL,
         '2025-03-02 14:22+00'),
        (4, 'a1c3e5f7-0006-4b6d-8e2f-3c5a7b9d1e06', 'signup',         2147483648,    NULL, NULL, NULL,
         '2025-05-12 23:58+00'),
        (5, 'a1c3e5f7-0004-4b6d-8e2f-3c5a7b9d1e04', 'signup',         2147483648,    NULL, NULL, NULL,
         '2025-06-30 06:01+00'),
        (6, 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'referral',       1073741824,    NULL, NULL, '2026-06-30 06:01+00',
         '2025-06-30 06:01+00'),
        (7, 'a1c3e5f7-0004-4b6d-8e2f-3c5a7b9d1e04', 'promotion',      536870912,     NULL, 'summer campaign',
         '2025-12-31 00:00+00', '2025-07-15 10:00+00'),
        (8, 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'support_credit', 5368709120,    'support@example.com',
         'sync client re-uploaded a library twice', NULL, '2025-07-22 16:40+00')
       ) AS s (ord, user_id, reason, bytes, admin_email, note, expires_at, created_at)
  LEFT JOIN admin_users a ON a.email = s.admin_email
 ORDER BY s.ord;

INSERT INTO folders (id, owner_id, organization_id, parent_id, name, created_at)
VALUES
    ('f01de500-0000-4000-8000-000000000001', 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01',
     '5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', NULL, 'Campaigns', '2025-03-02 15:00+00'),
    ('f01de500-0000-4000-8000-000000000002', 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01',
     '5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', 'f01de500-0000-4000-8000-000000000001', 'Autumn', '2025-07-28 09:12+00'),
    ('f01de500-0000-4000-8000-000000000003', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03',
     NULL, NULL, 'Archive 2024', '2024-12-28 11:00+00');

INSERT INTO files (id, owner_id, folder_id, name, mime_type, size_bytes, state, tags, metadata, last_accessed_at,
                   created_at, updated_at)
VALUES
    ('f11e0000-0000-4000-8000-000000000001', 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01',
     'f01de500-0000-4000-8000-000000000002', 'storyboard-v3.PDF', 'application/pdf', 18874368, 'ready',
     '{autumn,review}', '{"pages": 42}', '2025-08-05 12:00+00', '2025-07-28 09:15+00', '2025-07-28 09:15+00'),
    ('f11e0000-0000-4000-8000-000000000002', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03',
     'f01de500-0000-4000-8000-000000000003', 'negatives.tar.gz', 'application/gzip', 8589934592, 'ready',
     '{archive}', '{}', '2024-12-30 20:00+00', '2024-12-28 11:05+00', '2024-12-28 11:05+00'),
    ('f11e0000-0000-4000-8000-000000000003', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03',
     'f01de500-0000-4000-8000-000000000003', 'contact-sheet.jpg', 'image/jpeg', 4194304, 'ready',
     '{archive,print}', '{"width": 6000, "height": 4000}', '2025-07-30 07:00+00', '2024-12-28 11:30+00',
     '2025-02-11 10:00+00'),
    ('f11e0000-0000-4000-8000-000000000004', 'a1c3e5f7-0005-4b6d-8e2f-3c5a7b9d1e05',
     NULL, 'nas-backup.img', 'application/octet-stream', 2684354560, 'ready',
     '{}', '{}', NULL, '2025-01-15 02:00+00', '2025-01-15 02:00+00'),
    ('f11e0000-0000-4000-8000-000000000005', 'a1c3e5f7-0006-4b6d-8e2f-3c5a7b9d1e06',
     NULL, 'README', 'text/plain', 2048, 'quarantined',
     '{}', '{"scanner": "matched"}', NULL, '2025-05-13 00:02+00', '2025-05-13 00:05+00');

INSERT INTO file_versions (file_id, version_no, size_bytes, sha256, storage_key, uploaded_by, created_at)
SELECT f.id, 1, f.size_bytes, sha256(convert_to(f.name, 'UTF8')), 'blob/' || f.id || '/1', f.owner_id, f.created_at
  FROM files f
 ORDER BY f.created_at;

-- Point every file at its version without touching updated_at.
ALTER TABLE files DISABLE TRIGGER files_set_updated_at;
UPDATE files f SET current_version_id = v.id FROM file_versions v WHERE v.file_id = f.id;
ALTER TABLE files ENABLE TRIGGER files_set_updated_at;

-- Every stored file costs its owner bytes; one account got overdrawn through a race in the uploader.
INSERT INTO byte_ledger (user_id, entry_type, delta_bytes, balance_after, file_id, created_at)
SELECT f.owner_id, 'upload', -f.size_bytes,
       u.bytes_balance - sum(f.size_bytes) OVER (PARTITION BY f.owner_id ORDER BY f.created_at), f.id, f.created_at
  FROM files f
  JOIN users u ON u.id = f.owner_id
 ORDER BY f.created_at;

UPDATE users u
   SET bytes_balance = u.bytes_balance - s.bytes_stored
  FROM (SELECT owner_id, sum(size_bytes) AS bytes_stored FROM files GROUP BY owner_id) s
 WHERE s.owner_id = u.id;

INSERT INTO share_links (slug, file_id, folder_id, created_by, max_downloads, download_count, expires_at, created_at)
VALUES
    ('k3v9-storyboard', 'f11e0000-0000-4000-8000-000000000001', NULL, 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01',
     20, 6, '2025-08-31 00:00+00', '2025-07-28 09:20+00'),
    ('q7w2-archive', NULL, 'f01de500-0000-4000-8000-000000000003', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03',
     NULL, 3, NULL, '2025-01-04 17:00+00');

INSERT INTO api_keys (user_id, organization_id, label, key_prefix, key_hash, scopes, allowed_cidrs, created_at)
VALUES
    ('a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', '5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', 'render farm', 'nw_live1',
     sha256('sample key'), '{files:read,files:write}', '{203.0.113.0/24}', '2025-04-01 10:00+00');

INSERT INTO subscriptions (id, organization_id, user_id, plan_id, status, seats, current_period_start,
                           current_period_end, created_at)
SELECT s.id::uuid, s.organization_id::uuid, s.user_id::uuid, p.id, 'active', s.seats, '2025-08-02 00:00+00',
       '2025-09-02 00:00+00', s.created_at::timestamptz
  FROM (VALUES
        ('5ab50000-0000-4000-8000-000000000001', '5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', NULL, 'team', 5,
         '2025-03-02 14:30+00'),
        ('5ab50000-0000-4000-8000-000000000002', NULL, 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'pro', 1,
         '2024-11-19 19:50+00')
       ) AS s (id, organization_id, user_id, plan_code, seats, created_at)
  JOIN plans p ON p.code = s.plan_code;

INSERT INTO invoices (number, subscription_id, status, subtotal_cents, tax_rate, tax_cents, line_items, issued_at,
                      due_on, paid_at)
VALUES
    ('2025-0801', '5ab50000-0000-4000-8000-000000000001', 'paid', 14500, 0.1900, 2755,
     '[{"plan": "team", "seats": 5, "unit_cents": 2900}]', '2025-08-02 00:10+00', '2025-08-16', '2025-08-02 00:11+00'),
    ('2025-0802', '5ab50000-0000-4000-8000-000000000002', 'open', 900, 0.0000, 0,
     '[{"plan": "pro", "seats": 1, "unit_cents": 900}]', '2025-08-02 00:10+00', '2025-08-16', NULL);

INSERT INTO webhooks (organization_id, url, secret_hash, event_names, created_at)
VALUES
    ('5d1f0a52-8a0e-4a64-9b1c-0c2b6f3d7e01', 'https://hooks.northwind.example/storage', 'sha256:31d0c4aa',
     '{file.uploaded,file.deleted}', '2025-04-01 10:15+00');

INSERT INTO webhook_deliveries (webhook_id, event_name, payload, status, response_code, created_at, delivered_at)
SELECT w.id, s.event_name, s.payload::jsonb, s.status::webhook_delivery_status, s.response_code,
       s.created_at::timestamptz, s.delivered_at::timestamptz
  FROM (VALUES
        ('file.uploaded', '{"file_id": "f11e0000-0000-4000-8000-000000000001"}', 'succeeded', 204,
         '2025-07-28 09:15+00', '2025-07-28 09:15:01+00'),
        ('file.uploaded', '{"file_id": "f11e0000-0000-4000-8000-000000000001"}', 'failed', 502,
         '2025-07-28 09:18+00', NULL),
        ('file.deleted', '{"file_id": "00000000-0000-4000-8000-00000000dead"}', 'pending', NULL,
         '2025-08-06 21:00+00', NULL)
       ) AS s (event_name, payload, status, response_code, created_at, delivered_at)
 CROSS JOIN webhooks w;

INSERT INTO notifications (user_id, channel, template, payload, read_at, created_at)
VALUES
    ('a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'in_app', 'award_received', '{"bytes": 5368709120}', NULL,
     '2025-07-22 16:40+00'),
    ('a1c3e5f7-0005-4b6d-8e2f-3c5a7b9d1e05', 'email', 'quota_exceeded', '{"over_by": 536870912}', NULL,
     '2025-01-15 02:01+00');

INSERT INTO audit_log (actor_admin_id, action, subject_type, subject_id, details, ip, created_at)
SELECT a.id, 'user.suspended', 'user', 'a1c3e5f7-0006-4b6d-8e2f-3c5a7b9d1e06', '{"ticket": 4812}', '198.51.100.4',
       '2025-05-13 09:00+00'
  FROM admin_users a
 WHERE a.email = 'support@example.com';

-- Clients of different ages send payloads of different quality: JSON objects, query strings, nothing at all.
INSERT INTO analytics_events (event_name, user_id, session_id, properties, ip, occurred_at, received_at)
VALUES
    ('file_uploaded', 'a1c3e5f7-0001-4b6d-8e2f-3c5a7b9d1e01', 'c0ffee00-1111-4000-8000-000000000001',
     '{"bytes": 18874368, "mime": "application/pdf"}', '203.0.113.10',
     '2025-08-01 08:00+00', '2025-08-01 08:00:02+00'),
    ('file_uploaded', 'a1c3e5f7-0002-4b6d-8e2f-3c5a7b9d1e02', NULL,
     '{"bytes": 1048576, "mime": "image/png"}', '203.0.113.11',
     '2025-08-01 09:30+00', '2025-08-01 09:30:01+00'),
    ('file_downloaded', NULL, NULL,
     '{"bytes": 18874368, "share": "k3v9-storyboard"}', '198.51.100.23',
     '2025-08-01 10:02+00', '2025-08-01 10:02:05+00'),
    ('file_deleted', 'a1c3e5f7-0002-4b6d-8e2f-3c5a7b9d1e02', NULL,
     '{"bytes": 1048576}', '203.0.113.11',
     '2025-08-01 23:59:59+00', '2025-08-02 00:00:03+00'),
    ('plan_viewed', 'a1c3e5f7-0004-4b6d-8e2f-3c5a7b9d1e04', NULL,
     'plan=pro&source=banner', NULL,
     '2025-08-02 11:00+00', '2025-08-02 11:00+00'),
    ('plan_viewed', 'a1c3e5f7-0004-4b6d-8e2f-3c5a7b9d1e04', NULL,
     '', NULL,
     '2025-08-02 11:01+00', '2025-08-02 11:01+00'),
    ('file_uploaded', 'a1c3e5f7-0005-4b6d-8e2f-3c5a7b9d1e05', NULL,
     '{"bytes": "unknown", "client": "nas-agent/0.9"}', '198.51.100.77',
     '2025-08-03 02:00+00', '2025-08-03 02:00:09+00'),
    ('file_uploaded', 'a1c3e5f7-0005-4b6d-8e2f-3c5a7b9d1e05', NULL,
     '{"bytes": 52428', '198.51.100.77',
     '2025-08-03 02:05+00', '2025-08-03 02:05:09+00'),
    ('file_renamed', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'c0ffee00-1111-4000-8000-000000000002',
     '{"from": "scan\u0000.tif", "to": "scan.tif"}', '2001:db8:40::17',
     '2025-08-04 19:00+00', '2025-08-04 19:00:01+00'),
    ('experiment_seen', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'c0ffee00-1111-4000-8000-000000000002',
     '["folder_zip_download", "B"]', '2001:db8:40::17',
     '2025-08-04 19:03+00', '2025-08-04 19:03:01+00'),
    ('session_started', 'a1c3e5f7-0003-4b6d-8e2f-3c5a7b9d1e03', 'c0ffee00-1111-4000-8000-000000000002',
     '{}', '2001:db8:40::17',
     '2025-08-04 18:30+00', '2025-08-04 18:30:01+00');

-- The nightly job had only reached the first of August when the snapshot was taken.
INSERT INTO analytics_daily_rollups (day, event_name, event_count, unique_users, bytes_uploaded, bytes_deleted)
VALUES
    ('2025-08-01', 'file_uploaded',   2, 2, 19922944, 0),
    ('2025-08-01', 'file_downloaded', 1, 0, 0,        0),
    ('2025-08-01', 'file_deleted',    1, 1, 0,        1048576);
