-- users.legacy_quota_mb has had no reader since balances are kept in bytes, but two reports still showed it and
-- contradicted the real quota. The old values are archived to audit_log, so the column can be restored.

BEGIN;

DO $$
DECLARE
    affected bigint;
BEGIN
    IF NOT EXISTS (
        SELECT 1
          FROM pg_attribute
         WHERE attrelid = 'users'::regclass
           AND attname = 'legacy_quota_mb'
           AND NOT attisdropped
    ) THEN
        RAISE NOTICE 'preflight: users.legacy_quota_mb is gone already';
        RETURN;
    END IF;

    SELECT count(*) INTO affected FROM users WHERE legacy_quota_mb IS NOT NULL;
    RAISE NOTICE 'preflight: dropping users.legacy_quota_mb, % row(s) hold a value', affected;

    INSERT INTO audit_log (action, subject_type, subject_id, details)
    SELECT 'schema.legacy_quota_archived', 'user', id::text, jsonb_build_object('legacy_quota_mb', legacy_quota_mb)
      FROM users
     WHERE legacy_quota_mb IS NOT NULL;
END;
$$;

ALTER TABLE users DROP COLUMN IF EXISTS legacy_quota_mb;

COMMENT ON COLUMN users.bytes_balance IS 'Bytes the user may still store; the only quota figure there is.';

COMMIT;
