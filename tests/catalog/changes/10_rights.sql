-- change: grant
-- differs: grant: INSERT on table stage.users to writer
GRANT INSERT ON users TO writer;

-- change: grant option
-- differs: grant: SELECT on table stage.users to reader
GRANT SELECT ON users TO reader WITH GRANT OPTION;

-- change: revoke
-- differs: grant: SELECT on table stage.users to reader
REVOKE SELECT ON users FROM reader;

-- change: grant on a column
-- differs: grant: UPDATE on column stage.users.age to anon
GRANT UPDATE (age) ON users TO anon;

-- change: revoke on a column
-- differs: grant: SELECT on column stage.posts.title to anon
REVOKE SELECT (title) ON posts FROM anon;

-- change: revoke from everybody
-- differs: grant: EXECUTE on function stage.score(integer, integer) to PUBLIC
REVOKE EXECUTE ON FUNCTION score FROM PUBLIC;

-- change: grant on a schema
-- differs: grant: USAGE on schema stage to PUBLIC
GRANT USAGE ON SCHEMA stage TO PUBLIC;

-- change: grant on a type
-- differs: grant: USAGE on enum stage.mood to reader
GRANT USAGE ON TYPE mood TO reader;

-- change: grant on a sequence
-- differs: grant: USAGE on sequence stage.numbers to reader
GRANT USAGE ON SEQUENCE numbers TO reader;

-- change: default rights
-- differs: default privilege: SELECT on TABLES in stage to reader
ALTER DEFAULT PRIVILEGES IN SCHEMA stage GRANT SELECT ON TABLES TO reader;

-- change: comment added
-- differs: comment: table stage.posts
COMMENT ON TABLE posts IS 'what';

-- change: comment changed
-- differs: comment: column stage.users.name
COMMENT ON COLUMN users.name IS 'other';

-- change: comment dropped
-- differs: comment: table stage.users
COMMENT ON TABLE users IS NULL;

-- change: comment on a function
-- differs: comment: function stage.score(integer, integer)
COMMENT ON FUNCTION score IS 'x';

-- change: comment on a constraint
-- differs: comment: constraint stage.users.grown
COMMENT ON CONSTRAINT grown ON users IS 'x';

-- change: comment on a trigger
-- differs: comment: trigger stage.posts.touched
COMMENT ON TRIGGER touched ON posts IS 'x';
