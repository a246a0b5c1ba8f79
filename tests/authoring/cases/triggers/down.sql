-- Reverses 0001_triggers.sql.

BEGIN;

DROP TRIGGER IF EXISTS users_new ON users;

DROP TRIGGER IF EXISTS users_old ON public.users;
CREATE TRIGGER users_old BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE public.users ENABLE TRIGGER users_touch;

COMMIT;
