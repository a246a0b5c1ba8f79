-- Collations of libc, and where they are used.
CREATE COLLATION own (provider = libc, locale = 'C');
CREATE COLLATION split (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
CREATE COLLATION copied FROM "C";
CREATE SCHEMA s;
CREATE COLLATION s."Own Other" (locale = 'POSIX');
CREATE TABLE t (a text COLLATE own, b text COLLATE s."Own Other");
CREATE INDEX ON t (a COLLATE s."Own Other");
CREATE DOMAIN d AS text COLLATE own;
CREATE VIEW v AS SELECT a COLLATE copied AS a FROM t ORDER BY b COLLATE own;
CREATE TYPE comp AS (x text COLLATE own);
