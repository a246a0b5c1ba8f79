-- Reverses 0001_search_path.sql.
--
-- Lost when this runs:
--   the rows of orders
--   the values of users.phone

BEGIN;

DROP TABLE IF EXISTS app.orders;

DROP INDEX IF EXISTS app.users_phone_idx;

ALTER TABLE app.users DROP COLUMN IF EXISTS phone;

COMMIT;
