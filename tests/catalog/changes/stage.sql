-- A small database in a schema of its own, with one of everything that the changes beside it change.
CREATE EXTENSION citext;
CREATE SCHEMA stage;
SET search_path = stage, public;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN email AS text DEFAULT 'a@b' CONSTRAINT has_at CHECK (VALUE ~ '@');
CREATE TYPE address AS (street text, zip varchar(10));
CREATE TYPE span AS RANGE (SUBTYPE = float8);
CREATE COLLATION plain_c FROM "C";
CREATE SEQUENCE numbers START 5 INCREMENT 2;
CREATE FUNCTION slug(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(x)';
CREATE FUNCTION score(a int, b int DEFAULT 2) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a + b; END';
CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE PROCEDURE cleaned(a int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  mail email,
  age int DEFAULT 18 CONSTRAINT grown CHECK (age >= 18),
  feels mood DEFAULT 'ok',
  home address,
  note varchar(50),
  slug text GENERATED ALWAYS AS (slug(name)) STORED,
  CONSTRAINT users_name_key UNIQUE (name)
);
CREATE TABLE posts (
  id serial PRIMARY KEY,
  user_id bigint CONSTRAINT posts_user_id_fkey REFERENCES users ON DELETE CASCADE,
  title text, body text, tags text[], at timestamptz DEFAULT now(), during tstzrange,
  CONSTRAINT apart EXCLUDE USING gist (during WITH &&)
);
CREATE INDEX posts_title ON posts (title);
CREATE INDEX posts_tags ON posts USING gin (tags) WITH (fastupdate = off);
CREATE INDEX posts_recent ON posts (at DESC) INCLUDE (title) WHERE title IS NOT NULL;
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text DEFAULT 'x') PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX events_at ON events (at);
CREATE TABLE base (a int, b text);
CREATE TABLE heir (c int) INHERITS (base);
CREATE TABLE loose (a int, b text, c text);
CREATE VIEW grown_ups AS SELECT id, name FROM users WHERE age > 20;
CREATE VIEW counted AS SELECT user_id, count(*) AS n FROM posts GROUP BY user_id;
CREATE MATERIALIZED VIEW titles AS SELECT id, title FROM posts;
CREATE INDEX titles_id ON titles (id);
CREATE TRIGGER touched BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION fired();
CREATE RULE kept AS ON DELETE TO loose DO INSTEAD NOTHING;
CREATE STATISTICS related (ndistinct) ON title, body FROM posts;
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON posts FOR SELECT TO reader USING (user_id > 0);
GRANT SELECT ON users TO reader;
GRANT SELECT (title) ON posts TO anon;
COMMENT ON TABLE users IS 'who';
COMMENT ON COLUMN users.name IS 'how they are called';
INSERT INTO users (name) VALUES ('a'), ('b');
INSERT INTO posts (user_id, title) SELECT id, name FROM users;
