CREATE INDEX IF NOT EXISTS users_name_idx ON users USING btree (name DESC);
CREATE INDEX ON users (quota, id);
DROP INDEX users_email_idx;
CREATE STATISTICS users_stats (dependencies) ON name, quota FROM users;
