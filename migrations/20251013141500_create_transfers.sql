-- Transfers: send a set of files to people without an account. Until now this was imitated with one share link per
-- file, which could neither expire together nor report who had downloaded what.

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE oid = to_regtype('transfer_state')) THEN
        CREATE TYPE transfer_state AS ENUM ('draft', 'sent', 'expired', 'revoked');
    END IF;
END;
$$;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS transfers (
    id                  uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    sender_id           uuid NOT NULL,
    organization_id     uuid,
    share_link_id       bigint,
    title               text,
    message             text,
    state               transfer_state DEFAULT 'draft' NOT NULL,
    total_bytes         bigint DEFAULT 0 NOT NULL,
    sent_at             timestamptz,
    expires_at          timestamptz,
    created_at          timestamptz DEFAULT now() NOT NULL,
    updated_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT transfers_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT transfers_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE SET NULL,
    CONSTRAINT transfers_share_link_id_fkey
        FOREIGN KEY (share_link_id) REFERENCES share_links (id) ON DELETE SET NULL,
    CONSTRAINT transfers_total_bytes_check CHECK (total_bytes >= 0),
    CONSTRAINT transfers_sent_at_check CHECK (state = 'draft' OR sent_at IS NOT NULL),
    CONSTRAINT transfers_expires_at_check CHECK (expires_at > created_at)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS transfer_files (
    transfer_id         uuid NOT NULL,
    file_id             uuid NOT NULL,
    position            smallint DEFAULT 0 NOT NULL,
    CONSTRAINT transfer_files_pkey PRIMARY KEY (transfer_id, file_id),
    CONSTRAINT transfer_files_transfer_id_fkey
        FOREIGN KEY (transfer_id) REFERENCES transfers (id) ON DELETE CASCADE,
    CONSTRAINT transfer_files_file_id_fkey FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE RESTRICT
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS transfer_recipients (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer_id         uuid NOT NULL,
    email               text NOT NULL,
    access_token_hash   text NOT NULL,
    download_count      integer DEFAULT 0 NOT NULL,
    last_download_ip    inet,
    last_download_at    timestamptz,
    CONSTRAINT transfer_recipients_transfer_id_fkey
        FOREIGN KEY (transfer_id) REFERENCES transfers (id) ON DELETE CASCADE,
    CONSTRAINT transfer_recipients_access_token_hash_key UNIQUE (access_token_hash),
    CONSTRAINT transfer_recipients_download_count_check CHECK (download_count >= 0)
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS transfers_sender_id_created_at_idx ON transfers (sender_id, created_at DESC);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS transfers_due_idx ON transfers (expires_at) WHERE state = 'sent';
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS transfer_files_file_id_idx ON transfer_files (file_id);
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS transfer_recipients_email_lower_key
    ON transfer_recipients (transfer_id, lower(email));
--> statement-breakpoint
CREATE OR REPLACE TRIGGER transfers_set_updated_at BEFORE UPDATE ON transfers
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
--> statement-breakpoint
INSERT INTO admin_dashboard_tabs (slug, title, position, required_permission, config)
SELECT 'transfers', 'Transfers', max(position) + 1, 'users:read', '{"range_days": 14}'
  FROM admin_dashboard_tabs
    ON CONFLICT (slug) DO NOTHING;
