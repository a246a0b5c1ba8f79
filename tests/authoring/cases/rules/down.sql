-- Reverses 0001_rules.sql.

BEGIN;

DROP RULE IF EXISTS quiet ON users;

DROP RULE IF EXISTS keep ON public.users;
CREATE RULE keep AS
    ON DELETE TO public.users DO INSTEAD NOTHING;

COMMIT;
