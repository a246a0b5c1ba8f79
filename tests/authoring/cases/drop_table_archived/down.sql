-- Reverts 0001_drop_table_archived.sql.
--
-- Removed by the forward file, and not brought back:
--   the rows of orders that were written after the archive was made

BEGIN;

CREATE TABLE IF NOT EXISTS public.orders (
    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.orders_id_seq START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE) NOT NULL,
    user_id bigint,
    twice bigint GENERATED ALWAYS AS ((user_id * 2)) STORED
);

ALTER TABLE public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE public.orders DISABLE TRIGGER USER;

INSERT INTO public.orders (id, user_id) OVERRIDING SYSTEM VALUE
SELECT id, user_id FROM _backup_orders;

ALTER TABLE public.orders ENABLE TRIGGER USER;

SELECT setval(pg_get_serial_sequence('public.orders', 'id'), max(id)) FROM public.orders HAVING max(id) IS NOT NULL;

ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

DROP TABLE IF EXISTS public._backup_orders;

COMMIT;
