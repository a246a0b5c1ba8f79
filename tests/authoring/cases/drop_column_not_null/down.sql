-- Reverses 0001_drop_column_not_null.sql.
--
-- Gone with the forward file, and not brought back:
--   the values of public.users.email: the column comes back empty

BEGIN;

ALTER TABLE public.users ADD COLUMN IF NOT EXISTS email text;

-- Every row needs a value in public.users.email first; where one has none, this stops.
ALTER TABLE public.users ALTER COLUMN email SET NOT NULL;

COMMIT;
