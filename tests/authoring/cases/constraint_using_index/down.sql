-- Reverses 0001_constraint_using_index.sql.

BEGIN;

ALTER TABLE public.users DROP CONSTRAINT IF EXISTS users_email_idx;

CREATE UNIQUE INDEX IF NOT EXISTS users_email_idx ON public.users USING btree (email);

DROP INDEX IF EXISTS users_email_idx;

COMMIT;
