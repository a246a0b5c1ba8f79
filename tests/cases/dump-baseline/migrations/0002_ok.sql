\set ON_ERROR_STOP on
\echo adding the column ok
ALTER TABLE users ADD COLUMN ok boolean;
