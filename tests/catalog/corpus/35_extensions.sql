-- Extensions, in their own schema and elsewhere, and what uses their types, operators and functions.
CREATE SCHEMA extensions;
CREATE EXTENSION citext;
CREATE EXTENSION hstore WITH SCHEMA extensions;
CREATE EXTENSION pg_trgm WITH SCHEMA extensions;
CREATE EXTENSION btree_gist;
CREATE EXTENSION btree_gin SCHEMA public;
CREATE TABLE t (
  a citext UNIQUE DEFAULT 'X', b extensions.hstore DEFAULT 'k=>v', c text, d citext[], during int4range, room int,
  CHECK (a <> ''), CHECK (b OPERATOR(extensions.?) 'k'),
  EXCLUDE USING gist (room WITH =, during WITH &&)
);
CREATE INDEX ON t USING gin (c extensions.gin_trgm_ops);
CREATE INDEX ON t USING gin (b);
CREATE INDEX ON t USING gin (room, c extensions.gin_trgm_ops);
CREATE VIEW v AS SELECT a, b OPERATOR(extensions.->) 'k' AS k, extensions.similarity(c, 'x') AS s FROM t WHERE a = 'y';
CREATE DOMAIN email AS citext CHECK (VALUE ~ '@');
CREATE FUNCTION f(citext, extensions.hstore) RETURNS citext LANGUAGE sql AS 'SELECT $1';
