-- change: constraint renamed as PostgreSQL would have named it elsewhere
-- weighs: name
ALTER TABLE users RENAME CONSTRAINT users_name_key TO users_name_key1;

-- change: check renamed
-- weighs: name
ALTER TABLE users RENAME CONSTRAINT grown TO users_age_check;

-- change: foreign key renamed
-- weighs: name
ALTER TABLE posts RENAME CONSTRAINT posts_user_id_fkey TO posts_user_id_fkey1;

-- change: index renamed
-- weighs: name
ALTER INDEX posts_title RENAME TO posts_title_idx;

-- change: sequence of a serial renamed
-- weighs: name
ALTER SEQUENCE posts_id_seq RENAME TO posts_id_seq1;

-- change: sequence of an identity renamed
-- weighs: name
ALTER SEQUENCE users_id_seq RENAME TO users_id_seq1;

-- change: index of a partition renamed
-- weighs: nothing name
ALTER INDEX events_2024_at_idx RENAME TO other_name;

-- change: column order
-- weighs: order
ALTER TABLE loose DROP b, ADD b2 text;
ALTER TABLE loose RENAME b2 TO b;

-- change: table made again in another column order
-- weighs: order
DROP TABLE loose;
CREATE TABLE loose (c text, b text, a int);
CREATE RULE kept AS ON DELETE TO loose DO INSTEAD NOTHING;

-- change: dropped columns
-- weighs: nothing
ALTER TABLE users ADD gone int, ADD gone_too text DEFAULT 'x';
ALTER TABLE users DROP gone, DROP gone_too;

-- change: made again
-- weighs: nothing
DROP VIEW counted;
CREATE VIEW counted AS SELECT user_id, count(*) AS n FROM posts GROUP BY user_id;
DROP INDEX posts_title;
CREATE INDEX posts_title ON posts (title);
DROP FUNCTION score;
CREATE FUNCTION score(a int, b int DEFAULT 2) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a + b; END';

-- change: made again with its type and what hangs on it
-- weighs: nothing
ALTER TABLE users ALTER feels DROP DEFAULT, ALTER feels TYPE text;
DROP TYPE mood;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
ALTER TABLE users ALTER feels TYPE mood USING feels::mood, ALTER feels SET DEFAULT 'ok';

-- change: rows
-- weighs: nothing
INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 100) n;
DELETE FROM posts;
TRUNCATE loose RESTART IDENTITY;

-- change: sequences that have counted
-- weighs: nothing
SELECT nextval('numbers'), nextval('users_id_seq'), setval('posts_id_seq', 5000);

-- change: statistics of the rows
-- weighs: nothing
INSERT INTO posts (title) SELECT n::text FROM generate_series(1, 500) n;
ANALYZE;

-- change: indexes built again
-- weighs: nothing
REINDEX TABLE posts;
REINDEX TABLE users;

-- change: view filled
-- weighs: nothing
REFRESH MATERIALIZED VIEW titles;

-- change: the same said again
-- weighs: nothing
GRANT SELECT ON users TO reader;
ALTER TABLE users ALTER age SET DEFAULT 18;
ALTER TABLE users ALTER note TYPE varchar(50);
COMMENT ON TABLE users IS 'who';
CREATE OR REPLACE VIEW grown_ups AS SELECT id, name FROM users WHERE age > 20;

-- change: there and back
-- weighs: nothing
ALTER TABLE users RENAME age TO years;
ALTER TABLE users RENAME years TO age;
ALTER TABLE posts DISABLE TRIGGER touched;
ALTER TABLE posts ENABLE TRIGGER touched;
ALTER TABLE loose SET UNLOGGED;
ALTER TABLE loose SET LOGGED;

-- change: default that says the same
-- weighs: nothing
ALTER TABLE users ALTER age SET DEFAULT '18'::int;

-- change: detached and attached
-- weighs: nothing
ALTER TABLE events DETACH PARTITION events_2024;
ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- change: everybody's usual right said outright
-- weighs: nothing
GRANT EXECUTE ON FUNCTION score TO PUBLIC;

-- change: settings of the database
-- weighs: nothing
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET DateStyle = ''German''', current_database()); END $$;

-- change: owner's rights said outright
-- weighs: nothing
GRANT ALL ON users TO CURRENT_USER;

-- change: another schema on the path
-- weighs: nothing
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = stage, pg_catalog', current_database()); END $$;

