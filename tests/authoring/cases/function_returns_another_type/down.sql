-- Reverses 0001_function_returns_another_type.sql.

BEGIN;

DROP FUNCTION IF EXISTS public.half(integer);

CREATE OR REPLACE FUNCTION public.half(n integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT n / 2$function$;

COMMENT ON ROUTINE public.half(integer) IS 'Halves.';

COMMIT;
