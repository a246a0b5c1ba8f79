-- Reverses 0001_enum_in_a_block.sql.
--
-- Stays as the forward file made it:
--   the values of the type public.mood that are new: PostgreSQL cannot take one away

BEGIN;

DROP TYPE IF EXISTS public.colour;

COMMIT;
