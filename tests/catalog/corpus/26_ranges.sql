-- Range types with their options and the names of their multiranges.
CREATE TYPE plain_range AS RANGE (SUBTYPE = float8);
CREATE TYPE named_range AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = many_floats);
CREATE TYPE text_range AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C");
CREATE FUNCTION span(time, time) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT extract(epoch FROM $1 - $2)';
CREATE TYPE time_range AS RANGE (SUBTYPE = time, SUBTYPE_DIFF = span);
CREATE TYPE "Quoted Range" AS RANGE (SUBTYPE = int, MULTIRANGE_TYPE_NAME = "Quoted Multi");
CREATE DOMAIN opening AS time_range CHECK (NOT isempty(VALUE));
CREATE TABLE uses (a named_range, b many_floats, c time_range DEFAULT '[08:00,17:00)', d "Quoted Multi", e opening);
CREATE INDEX ON uses USING gist (a, c);
COMMENT ON TYPE named_range IS 'a range';
