-- journal: no-transaction
-- Reverses 0001_indexes_concurrently.sql.
--
-- CONCURRENTLY cannot run in a transaction, so this runs statement by statement.

CREATE INDEX CONCURRENTLY IF NOT EXISTS users_quota_idx ON public.users USING btree (quota);

DROP INDEX CONCURRENTLY IF EXISTS users_name_idx;
