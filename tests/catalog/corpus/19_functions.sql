-- Functions and procedures with every clause.
CREATE FUNCTION plain(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION plain(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION plain() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION plain(VARIADIC a numeric[]) RETURNS numeric LANGUAGE sql AS 'SELECT a[1]';
CREATE FUNCTION defaults(a int DEFAULT 1, b text DEFAULT 'it''s', c timestamptz DEFAULT now(), d int[] DEFAULT '{1,2}') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION outs(IN a int, OUT b int, INOUT c text, OUT "D d" numeric(5,2)) LANGUAGE sql AS 'SELECT 1, c, 2.0';
CREATE FUNCTION tabled(a int) RETURNS TABLE (x int, y text) LANGUAGE sql ROWS 7 AS $$ SELECT 1, 'y' $$;
CREATE FUNCTION setof_int() RETURNS SETOF int LANGUAGE sql ROWS 5 COST 3 AS $$ SELECT 1 $$;
CREATE FUNCTION setof_record(OUT a int, OUT b int) RETURNS SETOF record LANGUAGE sql AS $$ SELECT 1, 2 $$;
CREATE FUNCTION bare_record() RETURNS record LANGUAGE sql AS $$ SELECT 1, 2 $$;
CREATE FUNCTION unnamed(int, text, boolean DEFAULT true) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION i() RETURNS int IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 10 LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION s() RETURNS int STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION v() RETURNS int VOLATILE SECURITY DEFINER PARALLEL UNSAFE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION setting() RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp SET work_mem = '64MB'
  SET "TimeZone" = 'UTC' SET statement_timeout FROM CURRENT AS $$ BEGIN RETURN 'x'; END $$;
CREATE FUNCTION empty_path() RETURNS int LANGUAGE sql SET search_path = '' AS 'SELECT 1';
CREATE FUNCTION body() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  x text := $x$ it's "quoted" $x$;
BEGIN
  -- a comment; with a semicolon
  EXECUTE 'SELECT 1';
  RETURN new;	-- a tab
END;
$body$;
CREATE FUNCTION back_slash() RETURNS text LANGUAGE sql AS $$ SELECT '\d+' || E'\\' $$;
CREATE FUNCTION crlf() RETURNS int LANGUAGE sql AS E'SELECT\r\n 1\n\n';
CREATE FUNCTION dollar() RETURNS text LANGUAGE sql AS 'SELECT ''$$ $function$ $_$''';
CREATE FUNCTION "Quoted Fn"("A" int) RETURNS int LANGUAGE sql AS 'SELECT "A"';
CREATE FUNCTION poly(a anyelement, b anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION poly_compatible(a anycompatible, VARIADIC b anycompatiblearray) RETURNS anycompatible LANGUAGE sql AS 'SELECT a';
CREATE TABLE t (id int, a text);
CREATE FUNCTION row_in(t) RETURNS text LANGUAGE sql AS 'SELECT $1.a';
CREATE FUNCTION rows_out() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION like_column(a t.a%TYPE) RETURNS t.id%TYPE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION calls_missing() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN not_there(1); END $$;
CREATE PROCEDURE proc(a int, INOUT b int DEFAULT 2) LANGUAGE plpgsql AS $$ BEGIN b := a; END $$;
CREATE PROCEDURE proc_out(OUT x int) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE proc_definer() SECURITY DEFINER SET search_path = pg_catalog LANGUAGE sql AS '';
CREATE FUNCTION c_function(text) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'upper';
CREATE FUNCTION support(int, int) RETURNS SETOF int LANGUAGE internal STRICT IMMUTABLE SUPPORT generate_series_int4_support AS 'generate_series_int4';
CREATE FUNCTION my_window() RETURNS bigint WINDOW LANGUAGE internal IMMUTABLE AS 'window_row_number';
CREATE FUNCTION type_mods(a varchar(5), b numeric(3,1)) RETURNS varchar(7) LANGUAGE sql AS 'SELECT a';
COMMENT ON FUNCTION plain(int) IS 'a function';
COMMENT ON FUNCTION plain(VARIADIC numeric[]) IS 'a variadic one';
COMMENT ON PROCEDURE proc(int, INOUT int) IS 'a procedure';
