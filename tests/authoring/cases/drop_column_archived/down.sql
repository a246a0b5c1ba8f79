-- Reverses 0001_drop_column_archived.sql.
--
-- Gone with the forward file, and not brought back:
--   of users.quota what came after the archive was made

BEGIN;

ALTER TABLE public.users ADD COLUMN IF NOT EXISTS quota integer;

SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE users DISABLE TRIGGER USER;

UPDATE users AS now SET quota = old.quota
  FROM _backup_users_quota AS old
 WHERE now.id = old.id;

ALTER TABLE users ENABLE TRIGGER USER;

ALTER TABLE public.users DROP CONSTRAINT IF EXISTS users_quota_check;

ALTER TABLE public.users ADD CONSTRAINT users_quota_check CHECK ((quota >= 0));

DROP TABLE IF EXISTS _backup_users_quota;

COMMIT;
