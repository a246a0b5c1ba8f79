-- Reverses 0001_indexes_concurrently.sql.
--
-- CONCURRENTLY cannot run in a transaction: run it with psql -f, statement by statement.

CREATE INDEX CONCURRENTLY IF NOT EXISTS users_quota_idx ON public.users USING btree (quota);

DROP INDEX CONCURRENTLY IF EXISTS users_name_idx;
