CREATE TABLE t (id integer PRIMARY KEY, updated_at timestamptz DEFAULT now());
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
CREATE FUNCTION "add ""it"" */"(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch(); CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING; CREATE STATISTICS st ON id, updated_at FROM t;
ALTER TABLE t ADD COLUMN n integer DEFAULT "add ""it"" */"(1, 2);
