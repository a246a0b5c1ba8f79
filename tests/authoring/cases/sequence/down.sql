-- Reverses 0001_sequence.sql.
--
-- Stays as the forward file made it:
--   the number that statement 4 gave a sequence

BEGIN;

CREATE SEQUENCE IF NOT EXISTS public.old_numbers AS bigint START WITH 5 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE;

ALTER SEQUENCE public.numbers AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE;

DROP SEQUENCE IF EXISTS counts;

COMMIT;
