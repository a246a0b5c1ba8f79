-- A database as Supabase makes it, by its documentation: roles, schemas of the platform, and what owns them; then a
-- project's own objects, some of which are on the platform's tables.
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['anon', 'authenticated', 'service_role', 'authenticator', 'supabase_admin',
      'supabase_auth_admin', 'supabase_storage_admin'] LOOP
    IF to_regrole(name) IS NULL THEN EXECUTE format('CREATE ROLE %I NOLOGIN', name); END IF;
  END LOOP;
END $$;
CREATE SCHEMA auth AUTHORIZATION supabase_admin;
CREATE SCHEMA storage AUTHORIZATION supabase_admin;
CREATE SCHEMA extensions;
CREATE SCHEMA realtime AUTHORIZATION supabase_admin;
CREATE SCHEMA graphql AUTHORIZATION supabase_admin;
CREATE SCHEMA graphql_public AUTHORIZATION supabase_admin;
CREATE SCHEMA vault AUTHORIZATION supabase_admin;
CREATE EXTENSION pgcrypto SCHEMA extensions;
CREATE EXTENSION "uuid-ossp" SCHEMA extensions;
CREATE EXTENSION tablefunc SCHEMA graphql;  -- in the place of pg_graphql
CREATE TABLE auth.users (id uuid PRIMARY KEY, aud varchar(255), email varchar(255), raw_user_meta_data jsonb);
CREATE TABLE auth.sessions (id uuid PRIMARY KEY, user_id uuid REFERENCES auth.users ON DELETE CASCADE);
CREATE TABLE auth.schema_migrations (version varchar(255) PRIMARY KEY);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE TABLE storage.buckets (id text PRIMARY KEY, name text NOT NULL UNIQUE, owner uuid);
CREATE TABLE storage.objects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text REFERENCES storage.buckets (id), name text, owner uuid);
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
CREATE TABLE realtime.messages (id uuid, topic text) PARTITION BY HASH (id);
CREATE TABLE vault.secrets (id uuid PRIMARY KEY, secret text);
ALTER TABLE auth.users OWNER TO supabase_auth_admin;
ALTER TABLE storage.objects OWNER TO supabase_storage_admin;
CREATE FUNCTION extensions.pgrst_ddl_watch() RETURNS event_trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_notify('pgrst', 'reload schema'); END $$;
CREATE EVENT TRIGGER pgrst_ddl_watch ON ddl_command_end EXECUTE FUNCTION extensions.pgrst_ddl_watch();
COMMENT ON EVENT TRIGGER pgrst_ddl_watch IS 'of the platform';
CREATE PUBLICATION supabase_realtime;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;

CREATE TABLE public.profiles (
  id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, token uuid DEFAULT extensions.uuid_generate_v4(),
  name text, joined timestamptz DEFAULT now());
ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.profiles FOR ALL TO authenticated USING (auth.uid() = id);
ALTER PUBLICATION supabase_realtime ADD TABLE public.profiles;
CREATE FUNCTION public.new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
  $$ BEGIN INSERT INTO public.profiles (id) VALUES (new.id); RETURN new; END $$;
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.new_user();
CREATE POLICY avatars ON storage.objects FOR SELECT TO anon USING (bucket_id = 'avatars');
