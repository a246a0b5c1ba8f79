-- Views: names, options, on views, on functions, recursive, with defaults.
CREATE TABLE t (id int PRIMARY KEY, a text, b int, at timestamptz DEFAULT now());
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE TABLE u (id int, a text);
CREATE FUNCTION listed() RETURNS SETOF u LANGUAGE sql STABLE AS 'SELECT * FROM u';
CREATE VIEW plain AS SELECT * FROM t;
CREATE VIEW named (x, "Y y") AS SELECT id, a FROM t;
CREATE VIEW checked AS SELECT id, a FROM t WHERE b > 0 WITH CHECK OPTION;
CREATE VIEW checked_local AS SELECT id, a FROM checked WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW barrier WITH (security_barrier) AS SELECT a FROM t;
CREATE VIEW barrier_off WITH (security_barrier = false) AS SELECT a FROM t;
CREATE VIEW on_view AS SELECT p.id, n."Y y" FROM plain p JOIN named n ON n.x = p.id;
CREATE VIEW on_function AS SELECT twice(id) AS twice, l.a FROM t JOIN listed() l USING (id);
CREATE VIEW grouped AS SELECT a, count(*) AS n, array_agg(b ORDER BY id DESC) FILTER (WHERE b > 0) AS bs
  FROM t GROUP BY GROUPING SETS ((a), ()) HAVING count(*) > 1 ORDER BY 2 DESC NULLS LAST LIMIT 10;
CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 10;
CREATE VIEW with_cte AS WITH x AS MATERIALIZED (SELECT 1 AS one) SELECT one, row_number() OVER w AS nr FROM x WINDOW w AS (ORDER BY one);
CREATE VIEW typed AS SELECT 1::numeric(5,2) AS n, 'x'::varchar(3) AS v, NULL::text AS t, ARRAY[1] AS arr, '2024-01-01'::date AS d,
  interval '1 day' AS i, '2024-01-01 00:00+02'::timestamptz AS ts, 0.1::float8 AS f, '\x00'::bytea AS by;
CREATE VIEW no_from AS SELECT 'a'::text COLLATE "C" AS c;
CREATE VIEW whole_row AS SELECT t AS r, (t).a AS ra FROM t;
CREATE VIEW lateral_one AS SELECT t.id, s.v FROM t LEFT JOIN LATERAL (SELECT max(b) AS v FROM t u WHERE u.a = t.a) s ON true;
CREATE VIEW united AS (SELECT id FROM t EXCEPT SELECT 1) UNION ALL SELECT 2 ORDER BY 1;
CREATE VIEW with_default AS SELECT id, a FROM t;
ALTER VIEW with_default ALTER a SET DEFAULT 'from the view';
CREATE VIEW "Quoted View" AS SELECT id AS "Id" FROM t;
CREATE VIEW star_old AS SELECT * FROM t;
ALTER TABLE t ADD added_after int;
ALTER TABLE t RENAME b TO renamed_b;
CREATE VIEW sampled AS SELECT id FROM t TABLESAMPLE system (10) REPEATABLE (1);
CREATE VIEW no_columns AS SELECT FROM t;
COMMENT ON VIEW plain IS 'a view';
COMMENT ON COLUMN plain.a IS 'a column of a view';
