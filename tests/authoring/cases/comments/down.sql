-- Reverses 0001_comments.sql.

BEGIN;

COMMENT ON CONSTRAINT users_quota_check ON public.users IS NULL;

COMMENT ON COLUMN public.users.email IS NULL;

COMMENT ON TABLE public.users IS 'People.';

COMMIT;
