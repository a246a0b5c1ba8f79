-- Comments with difficult text, on what the other files do not comment.
CREATE TABLE t (id int PRIMARY KEY, a text, b int GENERATED ALWAYS AS IDENTITY);
COMMENT ON TABLE t IS 'it''s a "table"; -- not a comment /* nor this */ $$ \ ü 😀';
COMMENT ON COLUMN t.a IS E'two\nlines\tand a tab\r\n';
COMMENT ON COLUMN t.b IS ' spaces around ';
COMMENT ON INDEX t_pkey IS 'the index of a key';
COMMENT ON CONSTRAINT t_pkey ON t IS 'and the key';
COMMENT ON SEQUENCE t_b_seq IS 'of an identity';
CREATE COLLATION c (provider = libc, locale = 'C');
COMMENT ON COLLATION c IS 'a collation';
CREATE EXTENSION citext;
CREATE STATISTICS st (ndistinct) ON id, a FROM t;
COMMENT ON STATISTICS st IS 'statistics';
CREATE TABLE removed (id int);
COMMENT ON TABLE removed IS 'gone';
COMMENT ON TABLE removed IS NULL;
