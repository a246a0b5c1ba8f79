-- Reverses 0001_blocks.sql.
--
-- Lost when this runs:
--   the values of public.users.phone

BEGIN;

-- TODO: the block of code, statement 3, may have changed rows. Write it here, or take this block out.
DO $stop$ BEGIN RAISE EXCEPTION '0001_down_blocks.sql is not complete: the block of code, statement 3, may have changed rows'; END $stop$;

ALTER TABLE public.users RENAME COLUMN quota_mb TO quota;

ALTER TABLE public.users DROP COLUMN IF EXISTS phone;

COMMIT;
