-- Reverses 20251021_drop_users_legacy_quota.sql.
-- Values come back from audit_log. The column is added at the end of the table, which is where it was unless other
-- columns have been added to users in the meantime. Restoring a value is no edit, so updated_at is left alone.

BEGIN;

ALTER TABLE users ADD COLUMN IF NOT EXISTS legacy_quota_mb integer;

ALTER TABLE users DROP CONSTRAINT IF EXISTS users_legacy_quota_mb_check;
ALTER TABLE users ADD CONSTRAINT users_legacy_quota_mb_check CHECK (legacy_quota_mb >= 0);

ALTER TABLE users DISABLE TRIGGER users_set_updated_at;

UPDATE users u
   SET legacy_quota_mb = (l.details ->> 'legacy_quota_mb')::integer
  FROM audit_log l
 WHERE l.action = 'schema.legacy_quota_archived'
   AND l.subject_type = 'user'
   AND l.subject_id = u.id::text;

ALTER TABLE users ENABLE TRIGGER users_set_updated_at;

DELETE FROM audit_log WHERE action = 'schema.legacy_quota_archived';

COMMENT ON COLUMN users.legacy_quota_mb IS 'Quota of the first product version, in MiB. No code reads it any more.';
COMMENT ON COLUMN users.bytes_balance IS 'Bytes the user may still store; the running total of byte_ledger.';

COMMIT;
