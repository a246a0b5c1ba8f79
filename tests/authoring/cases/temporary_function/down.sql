-- Reverses 0001_temporary_function.sql.
--
-- Lost when this runs:
--   the values of users.mail_key

BEGIN;

ALTER TABLE users DROP COLUMN IF EXISTS mail_key;

DROP FUNCTION IF EXISTS public.clean(text);

COMMIT;
