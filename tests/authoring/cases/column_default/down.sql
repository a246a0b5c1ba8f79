-- Reverses 0001_column_default.sql.

BEGIN;

ALTER TABLE users ALTER COLUMN name DROP DEFAULT;

ALTER TABLE public.users ALTER COLUMN name SET DEFAULT ''::character varying;

ALTER TABLE users ALTER COLUMN quota DROP DEFAULT;

COMMIT;
