-- Reverses 0001_settings_and_transaction.sql.
--
-- Lost when this runs:
--   the values of users.phone

BEGIN;

ALTER TABLE users DROP COLUMN IF EXISTS phone;

COMMIT;
