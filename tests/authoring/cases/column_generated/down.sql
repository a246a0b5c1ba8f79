-- Reverses 0001_column_generated.sql.
--
-- Lost when this runs:
--   the values of a.thrice
--   the values of public.a.twice: they are computed again, or begin anew

BEGIN;

ALTER TABLE a DROP COLUMN IF EXISTS thrice;

ALTER TABLE public.a DROP COLUMN IF EXISTS twice;

ALTER TABLE public.a ADD COLUMN twice integer GENERATED ALWAYS AS ((n * 2)) STORED;

COMMIT;
