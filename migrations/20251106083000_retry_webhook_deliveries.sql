-- Failed webhook deliveries were dropped after one attempt. They are now retried with growing pauses, at most eight
-- times, and the worker finds due deliveries through a small partial index instead of scanning by status.

BEGIN;

ALTER TABLE webhook_deliveries ADD COLUMN IF NOT EXISTS attempt_count smallint DEFAULT 0 NOT NULL;
ALTER TABLE webhook_deliveries ADD COLUMN IF NOT EXISTS next_attempt_at timestamptz;
ALTER TABLE webhook_deliveries ADD COLUMN IF NOT EXISTS last_error text;

CREATE OR REPLACE FUNCTION webhook_retry_delay(attempt integer) RETURNS interval
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $fn$
    SELECT least(interval '30 seconds' * power(4, greatest(attempt, 1) - 1), interval '12 hours');
$fn$;

COMMENT ON FUNCTION webhook_retry_delay(integer) IS 'Pause after the given attempt: 30 s, 2 min, 8 min ... up to 12 h.';

-- Whatever has an outcome was tried once. Pending rows are due at once; old failures are not revived.
UPDATE webhook_deliveries
   SET attempt_count = 1,
       last_error = CASE WHEN status = 'failed' THEN 'HTTP ' || coalesce(response_code::text, 'unknown') END
 WHERE status <> 'pending'
   AND attempt_count = 0;

UPDATE webhook_deliveries
   SET next_attempt_at = created_at
 WHERE status = 'pending'
   AND next_attempt_at IS NULL;

ALTER TABLE webhook_deliveries DROP CONSTRAINT IF EXISTS webhook_deliveries_attempts_check;
ALTER TABLE webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_attempts_check
    CHECK (attempt_count BETWEEN 0 AND 8) NOT VALID;
ALTER TABLE webhook_deliveries VALIDATE CONSTRAINT webhook_deliveries_attempts_check;

CREATE INDEX IF NOT EXISTS webhook_deliveries_due_idx
    ON webhook_deliveries (next_attempt_at)
    WHERE status = 'pending';
DROP INDEX IF EXISTS webhook_deliveries_status_idx;

COMMIT;
