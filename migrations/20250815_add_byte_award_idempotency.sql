-- Retried requests to the award endpoint credited the same promotion twice.
-- Callers now send an idempotency key and the database refuses the second row.

ALTER TABLE byte_awards ADD COLUMN IF NOT EXISTS idempotency_key text;
--> statement-breakpoint
ALTER TABLE byte_awards ADD COLUMN IF NOT EXISTS source text DEFAULT 'api' NOT NULL;
--> statement-breakpoint

-- Awards from before the change get a key of their own, so that the key can become mandatory later.
UPDATE byte_awards
   SET idempotency_key = 'pre-20250815:' || id,
       source = CASE WHEN granted_by IS NULL THEN 'system' ELSE 'admin' END
 WHERE idempotency_key IS NULL;
--> statement-breakpoint
ALTER TABLE byte_awards DROP CONSTRAINT IF EXISTS byte_awards_source_check;
--> statement-breakpoint
ALTER TABLE byte_awards
    ADD CONSTRAINT byte_awards_source_check CHECK (source IN ('api', 'admin', 'system'));
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS byte_awards_idempotency_key_key
    ON byte_awards (user_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
--> statement-breakpoint
COMMENT ON COLUMN byte_awards.idempotency_key IS 'Chosen by the caller, unique per user. NULL from old callers.';
