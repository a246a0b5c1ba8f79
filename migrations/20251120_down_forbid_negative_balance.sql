-- Reverses 20251120_forbid_negative_balance.sql.
-- Overdrafts that were written off stay written off: the ledger is append-only and shows each of them.

DROP INDEX IF EXISTS users_low_balance_idx;
--> statement-breakpoint
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_bytes_balance_check;
