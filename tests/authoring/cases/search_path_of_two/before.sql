CREATE SCHEMA app;
CREATE TABLE public.users (id bigint PRIMARY KEY, phone text);
CREATE TABLE app.users (id bigint PRIMARY KEY);
