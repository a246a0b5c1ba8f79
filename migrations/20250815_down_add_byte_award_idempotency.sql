-- Reverses 20250815_add_byte_award_idempotency.sql.
-- Keys and sources recorded since then are lost; awards that were refused as duplicates stay refused.

DROP INDEX IF EXISTS byte_awards_idempotency_key_key;
--> statement-breakpoint
ALTER TABLE byte_awards DROP CONSTRAINT IF EXISTS byte_awards_source_check;
--> statement-breakpoint
ALTER TABLE byte_awards DROP COLUMN IF EXISTS source;
--> statement-breakpoint
ALTER TABLE byte_awards DROP COLUMN IF EXISTS idempotency_key;
