-- Reverses 0001_drop_table_archived.sql.
--
-- Gone with the forward file, and not brought back:
--   of orders what came after the archive was made

BEGIN;

CREATE TABLE IF NOT EXISTS public.orders (
    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.orders_id_seq START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE) NOT NULL,
    user_id bigint,
    twice bigint GENERATED ALWAYS AS ((user_id * 2)) STORED
);

ALTER TABLE public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE orders DISABLE TRIGGER USER;

INSERT INTO orders (id, user_id) OVERRIDING SYSTEM VALUE
SELECT id, user_id FROM _backup_orders;

ALTER TABLE orders ENABLE TRIGGER USER;

SELECT setval(pg_get_serial_sequence('orders', 'id'), max(id)) FROM orders HAVING max(id) IS NOT NULL;

DROP TABLE IF EXISTS _backup_orders;

COMMIT;
