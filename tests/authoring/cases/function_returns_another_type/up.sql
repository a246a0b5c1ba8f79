DROP FUNCTION half(integer);
CREATE FUNCTION half(n integer) RETURNS numeric LANGUAGE sql AS 'SELECT n / 2.0';
