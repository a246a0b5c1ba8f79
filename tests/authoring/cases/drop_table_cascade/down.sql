-- Reverses 0001_drop_table_cascade.sql.
--
-- Gone with the forward file, and not brought back:
--   the rows of public.users: it comes back empty

BEGIN;

CREATE TABLE IF NOT EXISTS public.users (
    id bigint NOT NULL,
    email text NOT NULL,
    name character varying(80) DEFAULT ''::character varying NOT NULL,
    quota integer
);

CREATE VIEW public.mails AS
SELECT email
   FROM public.users;

ALTER TABLE public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE public.users ADD CONSTRAINT users_quota_check CHECK ((quota >= 0));

ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_user_id_fkey;

ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

COMMIT;
