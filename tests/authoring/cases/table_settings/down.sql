-- Reverses 0001_table_settings.sql.

BEGIN;

ALTER TABLE public.users SET LOGGED;

ALTER TABLE public.users SET WITHOUT CLUSTER;

ALTER TABLE public.users REPLICA IDENTITY DEFAULT;

ALTER TABLE public.users RESET (autovacuum_enabled, fillfactor);

COMMIT;
