-- Aggregates of each kind with their options.
CREATE FUNCTION add_up(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT coalesce($1, 0) + coalesce($2, 0)';
CREATE FUNCTION take_off(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE FUNCTION shown(int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION pair(text, int, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2 || $3';
CREATE AGGREGATE total(int) (SFUNC = add_up, STYPE = int, INITCOND = '0');
CREATE AGGREGATE told(int) (SFUNC = add_up, STYPE = int, FINALFUNC = shown, FINALFUNC_MODIFY = READ_WRITE, PARALLEL = SAFE, COMBINEFUNC = add_up);
CREATE AGGREGATE moving(int) (SFUNC = add_up, STYPE = int, MSFUNC = add_up, MINVFUNC = take_off, MSTYPE = int, MINITCOND = '0', INITCOND = '0');
CREATE AGGREGATE several(a int, b text) (SFUNC = pair, STYPE = text, SSPACE = 64);
CREATE AGGREGATE hypothetical(VARIADIC "any" ORDER BY VARIADIC "any")
  (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE percentile(float8 ORDER BY anyelement)
  (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE "Least Int"(int) (SFUNC = int4smaller, STYPE = int, SORTOP = <);
CREATE AGGREGATE total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');
CREATE VIEW uses_it AS SELECT total(x) AS t FROM generate_series(1, 3) x;
COMMENT ON AGGREGATE total(int) IS 'an aggregate';
