-- Reverses 0001_domain.sql.

BEGIN;

ALTER DOMAIN public.positive DROP NOT NULL;

ALTER DOMAIN public.positive DROP DEFAULT;

ALTER DOMAIN public.positive ADD CONSTRAINT positive_check CHECK ((VALUE > 0));

ALTER DOMAIN positive DROP CONSTRAINT IF EXISTS small;

DROP DOMAIN IF EXISTS short;

COMMIT;
