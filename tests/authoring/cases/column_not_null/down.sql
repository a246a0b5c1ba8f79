-- Reverses 0001_column_not_null.sql.

BEGIN;

ALTER TABLE users ALTER COLUMN quota DROP NOT NULL;

-- TODO: the UPDATE of users (quota), statement 2, changed rows, and what they were is not known; kept beside it, it
-- can be: journal new NAME --transform users.quota. Write it here, or take this block out.
DO $stop$ BEGIN RAISE EXCEPTION '0001_down_column_not_null.sql is not complete: the UPDATE of users (quota), statement 2, changed rows, and what they were is not known; kept beside it, it can be: journal new NAME --transform users.quota'; END $stop$;

-- Rows without a name that came since stop this: give them one first.
ALTER TABLE users ALTER COLUMN name SET NOT NULL;

COMMIT;
