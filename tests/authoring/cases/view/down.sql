-- Reverses 0001_view.sql.

BEGIN;

REVOKE SELECT ON TABLE public.mails FROM PUBLIC;

DROP VIEW IF EXISTS public.names;

DROP VIEW IF EXISTS mails;

COMMIT;
