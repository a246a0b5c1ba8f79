CREATE TABLE t (email text CHECK (email ~ '^[^@\s]+@\w+\.\w+$'), code text, n integer,
CONSTRAINT "code`s" CHECK (code ~ '`${x}' OR code = E'a\\b'), CHECK (n > 0 AND n < 100), CONSTRAINT "it's" CHECK (code <> 'it''s'), CONSTRAINT multi CHECK (CASE WHEN n > 5 THEN code IS NOT NULL ELSE true END));
ALTER TABLE t ADD CONSTRAINT later CHECK (n <> 7) NOT VALID;
