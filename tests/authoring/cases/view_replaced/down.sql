-- Reverses 0001_view_replaced.sql.

BEGIN;

CREATE OR REPLACE VIEW public.names AS
SELECT name
   FROM public.users;

DROP VIEW IF EXISTS public.short_mails;

DROP VIEW IF EXISTS public.mails;

CREATE VIEW public.mails AS
SELECT email
   FROM public.users;

CREATE VIEW public.short_mails AS
SELECT email
   FROM public.mails
  WHERE (length(email) < 10);

COMMENT ON VIEW public.mails IS 'Addresses.';

COMMIT;
