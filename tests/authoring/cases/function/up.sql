CREATE OR REPLACE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT b + a';
CREATE OR REPLACE FUNCTION add(a integer, b integer, c integer DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT a + b + c';
CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION add(integer, integer) IS 'Adds two.';
DROP FUNCTION half(integer);
ALTER FUNCTION add(integer, integer) STABLE;
