--
-- PostgreSQL database dump
--

\restrict tmYxbFYk3yxTwOMIeOMtDD9vYueyLGPwwfYMPLlXwOkexlgildxfN2Tc7trsbae

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA public;


--
-- Name: SCHEMA public; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA public IS 'standard public schema';


--
-- Name: level; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.level AS ENUM (
    'low',
    'high'
);


--
-- Name: users_now(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.users_now() RETURNS integer
    LANGUAGE sql
    AS $$SELECT count(*)::int FROM public.users$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id integer NOT NULL,
    name text NOT NULL,
    level public.level DEFAULT 'low'::public.level NOT NULL
);


--
-- Name: user_names; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.user_names AS
 SELECT users.name
   FROM public.users;


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict tmYxbFYk3yxTwOMIeOMtDD9vYueyLGPwwfYMPLlXwOkexlgildxfN2Tc7trsbae

