CREATE TABLE t (id integer PRIMARY KEY, a text, "b c" text);
CREATE VIEW v1 AS SELECT id, a || '`${x}\' AS "weird `name`", "b c" FROM t WHERE a ~ '\d+';
CREATE VIEW v2 AS SELECT id,
  a AS "class"
FROM t
WHERE id
 ::text <> '5' -- comment with ` and ${
 AND true;
CREATE VIEW v3 ("x", "y z") AS SELECT 1, 'it''s';
CREATE VIEW v4 AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i, sum(i) OVER () AS total, ARRAY[i] AS list FROM n;
CREATE VIEW v5 AS SELECT v1.id, v4.i FROM v1 JOIN v4 ON v4.i = v1.id;
CREATE VIEW v6 AS SELECT E'\n::warning::x' AS w;
