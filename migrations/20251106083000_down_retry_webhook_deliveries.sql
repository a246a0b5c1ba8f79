-- Reverses 20251106083000_retry_webhook_deliveries.sql.
-- Attempt counts and error texts are lost. Deliveries waiting for a retry stay pending.

BEGIN;

CREATE INDEX IF NOT EXISTS webhook_deliveries_status_idx ON webhook_deliveries (status);
DROP INDEX IF EXISTS webhook_deliveries_due_idx;

ALTER TABLE webhook_deliveries DROP CONSTRAINT IF EXISTS webhook_deliveries_attempts_check;
DROP FUNCTION IF EXISTS webhook_retry_delay(integer);

ALTER TABLE webhook_deliveries DROP COLUMN IF EXISTS last_error;
ALTER TABLE webhook_deliveries DROP COLUMN IF EXISTS next_attempt_at;
ALTER TABLE webhook_deliveries DROP COLUMN IF EXISTS attempt_count;

COMMIT;
