-- journal: no-transaction
-- Reverts 0001_indexes_concurrently.sql.
--
-- CONCURRENTLY cannot run in a transaction, so this runs statement by statement.

DROP INDEX CONCURRENTLY IF EXISTS public.users_name_idx;

CREATE INDEX CONCURRENTLY IF NOT EXISTS users_quota_idx ON public.users USING btree (quota);
