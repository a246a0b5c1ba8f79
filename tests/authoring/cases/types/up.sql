CREATE TYPE money_of AS (amount numeric, currency text);
CREATE TYPE floats AS RANGE (subtype = float8);
ALTER TYPE point2 ADD ATTRIBUTE z integer;
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
