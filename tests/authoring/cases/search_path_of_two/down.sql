-- Reverses 0001_search_path_of_two.sql.
--
-- Lost when this runs:
--   the values of users.phone

BEGIN;

ALTER TABLE app.members RENAME TO users;

ALTER TABLE app.users DROP COLUMN IF EXISTS phone;

COMMIT;
