-- Reverts 0001_swap_tables.sql.
--
-- Removed by the forward file, and not brought back:
--   the rows of users that were written after the archive was made
--
-- Lost when this runs:
--   the rows of users_new

BEGIN;

ALTER TABLE users RENAME TO users_new;

CREATE TABLE IF NOT EXISTS public.users (
    id bigint NOT NULL,
    email text NOT NULL,
    name character varying(80) DEFAULT ''::character varying NOT NULL,
    quota integer
);

ALTER TABLE public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE public.users ADD CONSTRAINT users_quota_check CHECK ((quota >= 0));

SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE public.users DISABLE TRIGGER USER;

INSERT INTO public.users (id, email, name, quota) OVERRIDING SYSTEM VALUE
SELECT id, email, name, quota FROM _backup_users;

ALTER TABLE public.users ENABLE TRIGGER USER;

DROP TABLE IF EXISTS public.users_new;

DROP TABLE IF EXISTS public._backup_users;

COMMIT;
