-- Reverses 20250901_add_storage_tier.sql.
-- Move every object back to the standard tier before running this: afterwards the database no longer knows which
-- files had been moved.

DROP INDEX IF EXISTS files_cold_tier_idx;
ALTER TABLE files DROP CONSTRAINT IF EXISTS files_storage_tier_check;
ALTER TABLE files DROP COLUMN IF EXISTS tier_changed_at;
ALTER TABLE files DROP COLUMN IF EXISTS storage_tier;
