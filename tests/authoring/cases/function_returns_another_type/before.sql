CREATE FUNCTION half(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n / 2';
COMMENT ON FUNCTION half(integer) IS 'Halves.';
