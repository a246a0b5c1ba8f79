-- Reverses 0001_types.sql.

BEGIN;

DROP AGGREGATE IF EXISTS public.total(integer);

ALTER TYPE point2 DROP ATTRIBUTE IF EXISTS z;

DROP TYPE IF EXISTS floats;

DROP TYPE IF EXISTS money_of;

COMMIT;
