-- Reverses 0001_schema_and_extension.sql.
--
-- Lost when this runs:
--   the rows of users

BEGIN;

DROP TABLE IF EXISTS app.users;

DROP EXTENSION IF EXISTS citext;

DROP SCHEMA IF EXISTS app;

COMMIT;
