-- Reverses 0001_drop_table.sql.
--
-- Gone with the forward file, and not brought back:
--   the rows of public.orders: it comes back empty

BEGIN;

CREATE TABLE IF NOT EXISTS public.orders (
    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.orders_id_seq START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE) NOT NULL,
    user_id bigint,
    total numeric(10,2) DEFAULT 0 NOT NULL
);

ALTER TABLE public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

CREATE INDEX IF NOT EXISTS orders_user_id_idx ON public.orders USING btree (user_id);

ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

COMMENT ON COLUMN public.orders.total IS 'In euros.';

CREATE VIEW public.big_orders AS
SELECT id
   FROM public.orders
  WHERE (total > (100)::numeric);

COMMIT;
