-- Reverses 0001_create_table.sql.
--
-- Lost when this runs:
--   the rows of orders

BEGIN;

DROP TABLE IF EXISTS orders;

COMMIT;
