-- Reverses 0001_drop_view.sql.

BEGIN;

CREATE MATERIALIZED VIEW public.counted AS
SELECT count(*) AS n
   FROM public.users
WITH DATA;

CREATE UNIQUE INDEX IF NOT EXISTS counted_idx ON public.counted USING btree (n);

CREATE VIEW public.mails AS
SELECT email
   FROM public.users;

CREATE VIEW public.short_mails AS
SELECT email
   FROM public.mails
  WHERE (length(email) < 10);

COMMENT ON VIEW public.mails IS 'Addresses.';

COMMIT;
