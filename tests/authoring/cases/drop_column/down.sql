-- Reverses 0001_drop_column.sql.
--
-- Gone with the forward file, and not brought back:
--   the values of public.users.quota: the column comes back empty

BEGIN;

ALTER TABLE public.users ADD COLUMN IF NOT EXISTS quota integer;

ALTER TABLE public.users DROP CONSTRAINT IF EXISTS users_quota_check;

ALTER TABLE public.users ADD CONSTRAINT users_quota_check CHECK ((quota >= 0));

CREATE INDEX IF NOT EXISTS users_quota_idx ON public.users USING btree (quota) WHERE (quota IS NOT NULL);

COMMENT ON COLUMN public.users.quota IS 'In MiB.';

COMMIT;
