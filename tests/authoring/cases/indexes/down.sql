-- Reverses 0001_indexes.sql.

BEGIN;

DROP STATISTICS IF EXISTS users_stats;

CREATE UNIQUE INDEX IF NOT EXISTS users_email_idx ON public.users USING btree (lower(email)) WHERE (quota IS NOT NULL);

DROP INDEX IF EXISTS users_quota_id_idx;

DROP INDEX IF EXISTS users_name_idx;

COMMIT;
