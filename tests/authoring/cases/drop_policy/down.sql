-- Reverses 0001_drop_policy.sql.

BEGIN;

CREATE POLICY own ON public.users AS RESTRICTIVE FOR UPDATE TO PUBLIC USING ((id = 1));

COMMIT;
