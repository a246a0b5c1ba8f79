-- The v1 upload endpoint has been off since May and its tokens lived for a day at most, so the table is dead weight.
-- The preflight refuses to go on if, against expectation, a token could still be redeemed.

BEGIN;

DO $$
DECLARE
    total bigint;
    live bigint;
BEGIN
    IF to_regclass('legacy_upload_tokens') IS NULL THEN
        RAISE NOTICE 'preflight: legacy_upload_tokens is gone already';
        RETURN;
    END IF;

    SELECT count(*), count(*) FILTER (WHERE redeemed_at IS NULL AND expires_at > now())
      INTO total, live
      FROM legacy_upload_tokens;
    RAISE NOTICE 'preflight: dropping legacy_upload_tokens with % row(s), % of them redeemable', total, live;

    IF live > 0 THEN
        RAISE EXCEPTION 'legacy_upload_tokens still holds % redeemable token(s)', live;
    END IF;

    INSERT INTO audit_log (action, subject_type, subject_id, details)
    VALUES ('schema.table_dropped', 'table', 'legacy_upload_tokens', jsonb_build_object('rows', total));
END;
$$;

DROP TABLE IF EXISTS legacy_upload_tokens;

COMMIT;
