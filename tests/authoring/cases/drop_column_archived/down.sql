-- Reverts 0001_drop_column_archived.sql.
--
-- Removed by the forward file, and not brought back:
--   the values of users.quota that were written after the archive was made

BEGIN;

ALTER TABLE public.users ADD COLUMN IF NOT EXISTS quota integer;

SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE public.users DISABLE TRIGGER USER;

UPDATE public.users AS now SET quota = old.quota
  FROM _backup_users_quota AS old
 WHERE now.id = old.id;

ALTER TABLE public.users ENABLE TRIGGER USER;

ALTER TABLE public.users DROP CONSTRAINT IF EXISTS users_quota_check;

ALTER TABLE public.users ADD CONSTRAINT users_quota_check CHECK ((quota >= 0));

DROP TABLE IF EXISTS public._backup_users_quota;

COMMIT;
