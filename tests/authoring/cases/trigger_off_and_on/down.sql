-- Reverses 0001_trigger_off_and_on.sql.
--
-- Lost when this runs:
--   the values of users.phone

BEGIN;

ALTER TABLE users DROP COLUMN IF EXISTS phone;

COMMIT;
