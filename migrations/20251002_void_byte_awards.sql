-- Awards granted by mistake were deleted by hand, which left the balance and the ledger behind.
-- An award can now be voided: the row stays, the trigger takes the bytes back and writes the ledger entry.

ALTER TABLE byte_awards ADD COLUMN IF NOT EXISTS voided_at timestamptz;
--> statement-breakpoint
ALTER TABLE byte_awards ADD COLUMN IF NOT EXISTS void_reason text;
--> statement-breakpoint
ALTER TABLE byte_awards DROP CONSTRAINT IF EXISTS byte_awards_void_reason_check;
--> statement-breakpoint
ALTER TABLE byte_awards
    ADD CONSTRAINT byte_awards_void_reason_check
    CHECK ((voided_at IS NULL) = (void_reason IS NULL)) NOT VALID;
--> statement-breakpoint
ALTER TABLE byte_awards VALIDATE CONSTRAINT byte_awards_void_reason_check;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION apply_byte_award() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    change bigint;
    new_balance bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        change := CASE WHEN NEW.voided_at IS NULL THEN NEW.bytes ELSE 0 END;
    ELSIF OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL THEN
        -- What has been stored already stays stored: a void never takes the balance below zero.
        SELECT -least(NEW.bytes, greatest(bytes_balance, 0))
          INTO change
          FROM users
         WHERE id = NEW.user_id
           FOR UPDATE;
    ELSIF OLD.voided_at IS NOT NULL AND NEW.voided_at IS NULL THEN
        RAISE EXCEPTION 'award % is voided; grant a new award instead of restoring it', NEW.id
            USING ERRCODE = 'check_violation';
    ELSE
        change := 0;
    END IF;

    IF change = 0 THEN
        RETURN NULL;
    END IF;

    UPDATE users
       SET bytes_balance = bytes_balance + change
     WHERE id = NEW.user_id
    RETURNING bytes_balance INTO new_balance;

    INSERT INTO byte_ledger (user_id, entry_type, delta_bytes, balance_after, award_id, memo, created_at)
    VALUES (
        NEW.user_id,
        CASE WHEN TG_OP = 'INSERT' THEN 'award' ELSE 'adjustment' END::ledger_entry_type,
        change,
        new_balance,
        NEW.id,
        NEW.void_reason,
        coalesce(NEW.voided_at, NEW.created_at)
    );

    RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER byte_awards_apply AFTER INSERT OR UPDATE OF voided_at ON byte_awards
    FOR EACH ROW EXECUTE FUNCTION apply_byte_award();
--> statement-breakpoint

-- Voided awards no longer count as awarded or about to expire. Same columns as before.
CREATE OR REPLACE VIEW user_storage_summary AS
SELECT u.id AS user_id,
       u.email,
       p.code AS plan_code,
       u.bytes_balance,
       coalesce(f.file_count, 0) AS file_count,
       coalesce(f.bytes_stored, 0) AS bytes_stored,
       coalesce(a.bytes_awarded, 0) AS bytes_awarded,
       coalesce(a.bytes_expiring_30d, 0) AS bytes_expiring_30d,
       a.next_expiry_at
  FROM users u
  JOIN plans p ON p.id = u.plan_id
  LEFT JOIN (
        SELECT owner_id,
               count(*) AS file_count,
               sum(size_bytes)::bigint AS bytes_stored
          FROM files
         WHERE deleted_at IS NULL
           AND state <> 'purged'
         GROUP BY owner_id
       ) f ON f.owner_id = u.id
  LEFT JOIN (
        SELECT user_id,
               sum(bytes)::bigint AS bytes_awarded,
               (sum(bytes) FILTER (
                    WHERE expires_at > now() AND expires_at <= now() + interval '30 days'
               ))::bigint AS bytes_expiring_30d,
               min(expires_at) FILTER (WHERE expires_at > now()) AS next_expiry_at
          FROM byte_awards
         WHERE voided_at IS NULL
         GROUP BY user_id
       ) a ON a.user_id = u.id
 WHERE u.status <> 'deleted';
