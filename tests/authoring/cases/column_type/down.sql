-- Reverses 0001_column_type.sql.
--
-- Lost when this runs:
--   of public.users.quota what integer cannot hold as numeric(12,2) does: it is rounded where a cast does that, else
--     this stops. To keep the old values beside the new ones: journal new NAME --transform users.quota --to TYPE
--   of public.users.name what character varying(80) cannot hold as text does: it is rounded where a cast does that,
--     else this stops. To keep the old values beside the new ones: journal new NAME --transform users.name --to TYPE

BEGIN;

ALTER TABLE public.users ALTER COLUMN quota TYPE integer USING quota::integer;

ALTER TABLE public.users DROP CONSTRAINT IF EXISTS users_quota_check;
ALTER TABLE public.users ADD CONSTRAINT users_quota_check CHECK ((quota >= 0));

ALTER TABLE public.users ALTER COLUMN name DROP DEFAULT;
ALTER TABLE public.users ALTER COLUMN name TYPE character varying(80);
ALTER TABLE public.users ALTER COLUMN name SET DEFAULT ''::character varying;

COMMIT;
