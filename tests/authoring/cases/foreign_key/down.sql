-- Reverses 0001_foreign_key.sql.

BEGIN;

ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_user_id_users_id_fk;

ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_user_fk;

ALTER TABLE public.orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES public.users(id);

COMMIT;
