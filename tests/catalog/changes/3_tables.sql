-- change: add table
-- differs: table: stage.extra
CREATE TABLE extra (id int PRIMARY KEY, x text DEFAULT 'y');

-- change: drop table
-- differs: table: stage.loose
DROP TABLE loose;

-- change: table options
-- differs: table: stage.loose
ALTER TABLE loose SET (fillfactor = 60, autovacuum_enabled = off);

-- change: unlogged
-- differs: table: stage.loose
ALTER TABLE loose SET UNLOGGED;

-- change: replica identity
-- differs: table: stage.loose
ALTER TABLE loose REPLICA IDENTITY FULL;

-- change: clustered
-- differs: table: stage.posts
ALTER TABLE posts CLUSTER ON posts_title;

-- change: security on
-- differs: table: stage.loose
ALTER TABLE loose ENABLE ROW LEVEL SECURITY;

-- change: security off
-- differs: table: stage.posts
ALTER TABLE posts DISABLE ROW LEVEL SECURITY;

-- change: security forced
-- differs: table: stage.posts
ALTER TABLE posts FORCE ROW LEVEL SECURITY;

-- change: partition added
-- differs: table: stage.events_2025
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

-- change: partition dropped
-- differs: table: stage.events_rest
DROP TABLE events_rest;

-- change: heir added
-- differs: table: stage.heir_2
CREATE TABLE heir_2 () INHERITS (base);

-- change: partition with its own default
-- differs: column: stage.events_2024.kind
ALTER TABLE events_2024 ALTER kind SET DEFAULT 'y';
