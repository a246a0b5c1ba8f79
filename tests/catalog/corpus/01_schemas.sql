-- Schemas, what is in them under the same name, and a public one that is used.
CREATE SCHEMA app;
CREATE SCHEMA empty;
CREATE SCHEMA "Mixed Case";
CREATE SCHEMA "with.dot";
COMMENT ON SCHEMA app IS 'the application';
COMMENT ON SCHEMA public IS NULL;
CREATE TABLE app.same (id int PRIMARY KEY);
CREATE TABLE public.same (id int PRIMARY KEY, app_id int REFERENCES app.same);
CREATE TABLE "Mixed Case".same (id int PRIMARY KEY REFERENCES public.same);
CREATE TABLE "with.dot"."and.dot" ("a.b" int, "a" int);
CREATE VIEW app.all_of_them AS
  SELECT a.id, b.app_id, c.id AS third FROM app.same a, public.same b, "Mixed Case".same c;
CREATE FUNCTION app.same() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.same() RETURNS int LANGUAGE sql AS 'SELECT app.same()';
