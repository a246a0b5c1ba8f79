-- Reverses 0001_drop_type.sql.

BEGIN;

CREATE TYPE public.point2 AS (x integer, y integer);

CREATE TYPE public.mood AS ENUM ('sad', 'ok');

COMMENT ON TYPE public.mood IS 'How it goes.';

COMMIT;
