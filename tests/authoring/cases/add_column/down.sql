-- Reverses 0001_add_column.sql.
--
-- Lost when this runs:
--   the values of users.Order
--   the values of users.phone

BEGIN;

ALTER TABLE users DROP COLUMN IF EXISTS "Order";

ALTER TABLE users DROP COLUMN IF EXISTS phone;

COMMIT;
