-- Objects nobody opens any more are moved to cheaper storage. The tier is recorded per file so that the mover and
-- the download path agree on where to look.

ALTER TABLE files ADD COLUMN IF NOT EXISTS storage_tier text DEFAULT 'standard' NOT NULL;
ALTER TABLE files ADD COLUMN IF NOT EXISTS tier_changed_at timestamptz;

-- First candidates: ready files without an access since the beginning of June, unless they were created later.
-- This is bookkeeping, not an edit by the user, so updated_at must not move.
ALTER TABLE files DISABLE TRIGGER files_set_updated_at;

UPDATE files
   SET storage_tier = 'infrequent',
       tier_changed_at = '2025-09-01 00:00+00'
 WHERE storage_tier = 'standard'
   AND tier_changed_at IS NULL
   AND state = 'ready'
   AND deleted_at IS NULL
   AND coalesce(last_accessed_at, created_at) < '2025-06-01 00:00+00';

ALTER TABLE files ENABLE TRIGGER files_set_updated_at;

-- Added unvalidated so that the exclusive lock is short, then checked under a weaker lock.
ALTER TABLE files DROP CONSTRAINT IF EXISTS files_storage_tier_check;
ALTER TABLE files
    ADD CONSTRAINT files_storage_tier_check
    CHECK (storage_tier IN ('standard', 'infrequent', 'archive')) NOT VALID;
ALTER TABLE files VALIDATE CONSTRAINT files_storage_tier_check;

CREATE INDEX IF NOT EXISTS files_cold_tier_idx
    ON files (storage_tier, tier_changed_at)
    WHERE storage_tier <> 'standard' AND deleted_at IS NULL;

COMMENT ON COLUMN files.storage_tier IS 'Where the current version is stored: standard, infrequent or archive.';
COMMENT ON COLUMN files.tier_changed_at IS 'Last move between tiers; NULL if the file never left the standard tier.';
