-- Indexes by every method, with every option that 14 knows.
CREATE EXTENSION pg_trgm;
CREATE TABLE t (
  id int, a int, b text, c text COLLATE "C", d jsonb, e int[], f tsvector, g point, h inet, i timestamptz, j box,
  k int4range, l text, m boolean, n uuid, o date
);
CREATE INDEX ON t (a);
CREATE INDEX btree_desc ON t (a DESC, b ASC NULLS FIRST, c DESC NULLS LAST);
CREATE INDEX btree_opclass ON t (b text_pattern_ops, l varchar_pattern_ops DESC);
CREATE INDEX btree_collation ON t (b COLLATE "C", l COLLATE "POSIX" text_pattern_ops DESC NULLS LAST);
CREATE UNIQUE INDEX btree_unique ON t (id) INCLUDE (a, b);
CREATE INDEX btree_partial ON t (a) WHERE b IS NOT NULL AND m AND l IN ('x', 'y');
CREATE INDEX btree_expression ON t (lower(b), (a + 1), (d ->> 'k'), (i AT TIME ZONE 'utc'));
CREATE INDEX btree_options ON t (a) WITH (fillfactor = 50, deduplicate_items = off);
CREATE INDEX hash_plain ON t USING hash (b) WITH (fillfactor = 60);
CREATE INDEX gin_jsonb ON t USING gin (d);
CREATE INDEX gin_path ON t USING gin (d jsonb_path_ops) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX gin_array ON t USING gin (e, f);
CREATE INDEX gin_trgm ON t USING gin (b gin_trgm_ops, lower(l) gin_trgm_ops);
CREATE INDEX gin_expression ON t USING gin (to_tsvector('simple', coalesce(b, '')));
CREATE INDEX gist_point ON t USING gist (g) WITH (buffering = on, fillfactor = 90);
CREATE INDEX gist_trgm ON t USING gist (b gist_trgm_ops (siglen = 32)) INCLUDE (a);
CREATE INDEX gist_ts ON t USING gist (f tsvector_ops (siglen = 100), h inet_ops);
CREATE INDEX spgist_text ON t USING spgist (b);
CREATE INDEX spgist_point ON t USING spgist (g kd_point_ops);
CREATE INDEX spgist_range ON t USING spgist (k) INCLUDE (a);
CREATE INDEX brin_plain ON t USING brin (i, a) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX brin_bloom ON t USING brin (n uuid_bloom_ops (n_distinct_per_range = 100, false_positive_rate = 0.05));
CREATE INDEX brin_multi ON t USING brin (o date_minmax_multi_ops (values_per_range = 16));
CREATE INDEX brin_inclusion ON t USING brin (k, j);
CREATE INDEX "Mixed Index" ON t (id, id);
CREATE INDEX statistics_target ON t ((a * 2), (b || 'x'));
ALTER INDEX statistics_target ALTER COLUMN 1 SET STATISTICS 300;
CREATE TABLE clustered (a int PRIMARY KEY, b int);
CREATE INDEX clustered_b ON clustered (b);
CLUSTER clustered USING clustered_b;
CREATE TABLE identified (a int NOT NULL, b int);
CREATE UNIQUE INDEX identified_a ON identified (a);
ALTER TABLE identified REPLICA IDENTITY USING INDEX identified_a;
CREATE TABLE identified_full (a int);
ALTER TABLE identified_full REPLICA IDENTITY FULL;
CREATE TABLE identified_none (a int PRIMARY KEY);
ALTER TABLE identified_none REPLICA IDENTITY NOTHING;
CREATE TABLE clustered_on_key (a int CONSTRAINT the_key PRIMARY KEY);
ALTER TABLE clustered_on_key CLUSTER ON the_key;
ALTER TABLE clustered_on_key REPLICA IDENTITY USING INDEX the_key;
COMMENT ON INDEX btree_desc IS 'an index';
