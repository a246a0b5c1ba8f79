-- Reverts 0001_backfill.sql.
--
-- Lost when this runs:
--   the values of users.mail_key

BEGIN;

-- TODO: the INSERT of users, statement 5, changed rows, and what they were is not known. Write it here, or remove this
-- block.
DO $stop$ BEGIN RAISE EXCEPTION '0001_down_backfill.sql is not complete: the INSERT of users, statement 5, changed rows, and what they were is not known'; END $stop$;

-- TODO: the DELETE of users, statement 4, changed rows, and what they were is not known. Write it here, or remove this
-- block.
DO $stop$ BEGIN RAISE EXCEPTION '0001_down_backfill.sql is not complete: the DELETE of users, statement 4, changed rows, and what they were is not known'; END $stop$;

-- TODO: the UPDATE of users (quota), statement 3, changed rows, and what they were is not known; drizzle-journal new
-- NAME --transform users.quota would keep the old values. Write it here, or remove this block.
DO $stop$ BEGIN RAISE EXCEPTION '0001_down_backfill.sql is not complete: the UPDATE of users (quota), statement 3, changed rows, and what they were is not known; drizzle-journal new NAME --transform users.quota would keep the old values'; END $stop$;

ALTER TABLE public.users DROP COLUMN IF EXISTS mail_key;

COMMIT;
