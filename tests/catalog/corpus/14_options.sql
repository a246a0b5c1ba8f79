-- Storage parameters of tables, of their TOAST, of indexes and views; tables without logging.
CREATE TABLE tuned (id int PRIMARY KEY WITH (fillfactor = 90), x text) WITH (
  fillfactor = 70, autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.05, parallel_workers = 2,
  toast.autovacuum_enabled = false, toast_tuple_target = 256, autovacuum_analyze_threshold = 100
);
ALTER TABLE tuned SET (user_catalog_table = true);
CREATE UNLOGGED TABLE unlogged (id serial PRIMARY KEY, x text);
CREATE INDEX ON unlogged (x);
CREATE TABLE was_unlogged (id int);
ALTER TABLE was_unlogged SET UNLOGGED;
ALTER TABLE was_unlogged SET LOGGED;
CREATE TABLE no_toast (a int, b int) WITH (fillfactor = 100);
CREATE MATERIALIZED VIEW tuned_view WITH (fillfactor = 60, autovacuum_enabled = false) AS SELECT 1 AS a;
CREATE TABLE parted (a int) PARTITION BY LIST (a);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1) WITH (fillfactor = 55);
