-- Reverses 0001_set_schema.sql.
--
-- Lost when this runs:
--   the values of users.phone

BEGIN;

ALTER TABLE app.users DROP COLUMN IF EXISTS phone;

ALTER FUNCTION app.one() SET SCHEMA public;

ALTER TYPE app.mood SET SCHEMA public;

ALTER TABLE app.users SET SCHEMA public;

COMMIT;
