-- Reverses 0001_function.sql.

BEGIN;

CREATE OR REPLACE FUNCTION public.add(a integer, b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT b + a$function$;

CREATE OR REPLACE FUNCTION public.half(n integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT n / 2$function$;

COMMENT ON ROUTINE public.add(integer, integer) IS 'Adds.';

DROP PROCEDURE IF EXISTS public.nothing();

DROP FUNCTION IF EXISTS public.add(integer, integer, integer);

CREATE OR REPLACE FUNCTION public.add(a integer, b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT a + b$function$;

COMMIT;
