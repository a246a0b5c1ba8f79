-- Reverses 20251002_void_byte_awards.sql.
-- Balances and ledger entries of awards voided in the meantime are kept, but the awards themselves look valid again;
-- export the voided rows first if they are still needed.

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
         GROUP BY user_id
       ) a ON a.user_id = u.id
 WHERE u.status <> 'deleted';
--> statement-breakpoint
CREATE OR REPLACE TRIGGER byte_awards_apply AFTER INSERT ON byte_awards
    FOR EACH ROW EXECUTE FUNCTION apply_byte_award();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION apply_byte_award() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    new_balance bigint;
BEGIN
    UPDATE users
       SET bytes_balance = bytes_balance + NEW.bytes
     WHERE id = NEW.user_id
    RETURNING bytes_balance INTO new_balance;

    INSERT INTO byte_ledger (user_id, entry_type, delta_bytes, balance_after, award_id, created_at)
    VALUES (NEW.user_id, 'award', NEW.bytes, new_balance, NEW.id, NEW.created_at);

    RETURN NULL;
END;
$$;
--> statement-breakpoint
ALTER TABLE byte_awards DROP CONSTRAINT IF EXISTS byte_awards_void_reason_check;
--> statement-breakpoint
ALTER TABLE byte_awards DROP COLUMN IF EXISTS void_reason;
--> statement-breakpoint
ALTER TABLE byte_awards DROP COLUMN IF EXISTS voided_at;
