-- Reverses 20251009_drop_legacy_upload_tokens.sql.
-- The table comes back empty. Its rows are gone for good; all of them had expired.

BEGIN;

CREATE TABLE IF NOT EXISTS legacy_upload_tokens (
    token               text PRIMARY KEY,
    user_id             uuid NOT NULL,
    target_path         text NOT NULL,
    redeemed_at         timestamptz,
    expires_at          timestamptz NOT NULL,
    created_at          timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT legacy_upload_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS legacy_upload_tokens_user_id_idx ON legacy_upload_tokens (user_id);

COMMENT ON TABLE legacy_upload_tokens IS 'One-time tokens of the v1 upload endpoint, switched off in May 2025.';

COMMIT;
