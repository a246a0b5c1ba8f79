-- Production as of 2023-11-20, pg_dump --schema-only, psql lines and the search_path taken out by hand.
-- Dumped from database version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET LOCAL check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE TYPE public.visit_state AS ENUM (
    'booked',
    'arrived',
    'done',
    'no_show'
);

ALTER TYPE public.visit_state OWNER TO postgres;

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;

ALTER FUNCTION public.touch() OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.clinics (
    id integer NOT NULL,
    code character varying(12) NOT NULL,
    name text NOT NULL,
    opens_at time without time zone DEFAULT '08:00:00'::time without time zone NOT NULL
);

ALTER TABLE public.clinics OWNER TO postgres;

CREATE SEQUENCE public.clinics_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.clinics_id_seq OWNER TO postgres;

ALTER SEQUENCE public.clinics_id_seq OWNED BY public.clinics.id;

CREATE TABLE public.patients (
    id bigint NOT NULL,
    clinic_id integer NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    born_on date,
    phone text,
    insured boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT patients_born_check CHECK ((born_on > '1900-01-01'::date))
);

ALTER TABLE public.patients OWNER TO postgres;

CREATE SEQUENCE public.patients_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.patients_id_seq OWNER TO postgres;

ALTER SEQUENCE public.patients_id_seq OWNED BY public.patients.id;

CREATE TABLE public.visits (
    id bigint NOT NULL,
    patient_id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes smallint DEFAULT 20 NOT NULL,
    state public.visit_state DEFAULT 'booked'::public.visit_state NOT NULL,
    fee numeric(10,2) DEFAULT 0.00 NOT NULL,
    notes text DEFAULT ''::text NOT NULL,
    CONSTRAINT visits_minutes_check CHECK (((minutes > 0) AND (minutes <= 240)))
);

ALTER TABLE public.visits OWNER TO postgres;

COMMENT ON TABLE public.visits IS 'One row for each appointment.';

CREATE SEQUENCE public.visits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.visits_id_seq OWNER TO postgres;

ALTER SEQUENCE public.visits_id_seq OWNED BY public.visits.id;

CREATE VIEW public.waiting_room AS
 SELECT v.id AS visit_id,
    p.last_name,
    v.starts_at
   FROM (public.visits v
     JOIN public.patients p ON ((p.id = v.patient_id)))
  WHERE (v.state = 'arrived'::public.visit_state);

ALTER VIEW public.waiting_room OWNER TO postgres;

ALTER TABLE ONLY public.clinics ALTER COLUMN id SET DEFAULT nextval('public.clinics_id_seq'::regclass);

ALTER TABLE ONLY public.patients ALTER COLUMN id SET DEFAULT nextval('public.patients_id_seq'::regclass);

ALTER TABLE ONLY public.visits ALTER COLUMN id SET DEFAULT nextval('public.visits_id_seq'::regclass);

ALTER TABLE ONLY public.clinics
    ADD CONSTRAINT clinics_code_key UNIQUE (code);

ALTER TABLE ONLY public.clinics
    ADD CONSTRAINT clinics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients
    ADD CONSTRAINT patients_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_pkey PRIMARY KEY (id);

CREATE INDEX patients_name_idx ON public.patients USING btree (lower((last_name)::text), lower((first_name)::text));

CREATE INDEX visits_upcoming_idx ON public.visits USING btree (starts_at) WHERE (state = 'booked'::public.visit_state);

CREATE TRIGGER patients_touch BEFORE UPDATE ON public.patients FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE ONLY public.patients
    ADD CONSTRAINT patients_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES public.clinics(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES public.patients(id) ON DELETE CASCADE;
