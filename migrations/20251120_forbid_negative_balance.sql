-- A race in the uploader (fixed in September) let a few accounts store more than they had. The application treats
-- a negative balance as zero anyway; bring the data in line and keep it there.

DO $$
DECLARE
    overdrawn bigint;
    missing_bytes numeric;
BEGIN
    SELECT count(*), coalesce(-sum(bytes_balance), 0)
      INTO overdrawn, missing_bytes
      FROM users
     WHERE bytes_balance < 0;
    RAISE NOTICE 'preflight: % account(s), overdrawn by % byte(s) in total, will be raised to zero',
        overdrawn, missing_bytes;
END;
$$;
--> statement-breakpoint

-- Ledger and balance change in one statement, so they cannot drift apart.
WITH overdrawn AS (
    SELECT id, bytes_balance
      FROM users
     WHERE bytes_balance < 0
       FOR UPDATE
), entries AS (
    INSERT INTO byte_ledger (user_id, entry_type, delta_bytes, balance_after, memo)
    SELECT id, 'adjustment', -bytes_balance, 0, 'overdraft written off'
      FROM overdrawn
)
UPDATE users u
   SET bytes_balance = 0
  FROM overdrawn o
 WHERE o.id = u.id;
--> statement-breakpoint
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_bytes_balance_check;
--> statement-breakpoint
ALTER TABLE users
    ADD CONSTRAINT users_bytes_balance_check CHECK (bytes_balance >= 0) NOT VALID;
--> statement-breakpoint
ALTER TABLE users VALIDATE CONSTRAINT users_bytes_balance_check;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS users_low_balance_idx
    ON users (bytes_balance)
    WHERE status = 'active' AND bytes_balance < 104857600;
