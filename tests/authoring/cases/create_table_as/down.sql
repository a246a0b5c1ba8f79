-- Reverses 0001_create_table_as.sql.
--
-- Lost when this runs:
--   the rows of totals

BEGIN;

DROP MATERIALIZED VIEW IF EXISTS mails;

DROP TABLE IF EXISTS totals;

COMMIT;
