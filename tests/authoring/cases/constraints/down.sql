-- Reverses 0001_constraints.sql.

BEGIN;

ALTER TABLE users RENAME CONSTRAINT users_key TO users_pkey;

ALTER TABLE users DROP CONSTRAINT IF EXISTS users_quota_check;

ALTER TABLE public.users DROP CONSTRAINT IF EXISTS users_quota_check;

ALTER TABLE public.users ADD CONSTRAINT users_quota_check CHECK ((quota >= 0));

ALTER TABLE users DROP CONSTRAINT IF EXISTS users_email_check;

ALTER TABLE users DROP CONSTRAINT IF EXISTS users_email_key;

COMMIT;
