-- Materialised views: with and without data, with indexes, on each other.
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE MATERIALIZED VIEW filled AS SELECT id, a FROM t;
CREATE MATERIALIZED VIEW hollow AS SELECT id, n FROM t WITH NO DATA;
CREATE MATERIALIZED VIEW named (x, "Y") AS SELECT id, a FROM t;
CREATE MATERIALIZED VIEW on_other AS SELECT f.id, v.n FROM filled f, (SELECT count(*) AS n FROM named) v;
CREATE VIEW on_mat AS SELECT * FROM on_other;
CREATE MATERIALIZED VIEW on_view AS SELECT n FROM on_mat;
CREATE UNIQUE INDEX ON filled (id);
CREATE INDEX filled_a ON filled (lower(a)) WHERE id > 0;
CREATE INDEX hollow_n ON hollow (n DESC);
ALTER MATERIALIZED VIEW filled ALTER a SET STATISTICS 50;
ALTER MATERIALIZED VIEW filled ALTER a SET STORAGE external;
COMMENT ON MATERIALIZED VIEW filled IS 'kept';
COMMENT ON COLUMN filled.a IS 'kept column';
COMMENT ON INDEX filled_a IS 'index of a view';
