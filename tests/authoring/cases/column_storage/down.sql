-- Reverses 0001_column_storage.sql.

BEGIN;

ALTER TABLE public.users ALTER COLUMN email RESET (n_distinct);

ALTER TABLE public.users ALTER COLUMN email SET STATISTICS -1;

ALTER TABLE public.users ALTER COLUMN email SET STORAGE EXTENDED;

COMMIT;
