-- What a Supabase project has before its first migration, as far as migrations refer to it.
-- Each line "assumed:" is shown in the report.
-- schemas of the platform: _analytics, _realtime, _supavisor, cron, etl, graphql, net, pgbouncer, pgmq, pgsodium, pgsodium_masks, supabase_functions, supabase_migrations, vault

-- assumed: roles anon, authenticated, service_role, authenticator, supabase_auth_admin, supabase_storage_admin
CREATE ROLE anon NOLOGIN; -- granted
CREATE ROLE authenticated NOLOGIN; -- granted
CREATE ROLE service_role NOLOGIN BYPASSRLS; -- granted
CREATE ROLE authenticator NOINHERIT NOLOGIN; -- granted
CREATE ROLE supabase_auth_admin NOLOGIN;
CREATE ROLE supabase_storage_admin NOLOGIN;

-- assumed: the role that runs migrations has BYPASSRLS
ALTER ROLE CURRENT_OWNER BYPASSRLS;

-- assumed: schemas auth, extensions, storage, graphql_public, realtime
CREATE SCHEMA auth;
CREATE SCHEMA extensions;
CREATE SCHEMA storage;
CREATE SCHEMA graphql_public;
CREATE SCHEMA realtime;
GRANT ALL ON SCHEMA auth, extensions, storage, graphql_public, realtime TO CURRENT_OWNER;
GRANT USAGE ON SCHEMA auth, extensions, storage, public TO anon, authenticated, service_role;

-- assumed: functions auth.uid(), auth.jwt(), auth.role(), auth.email()
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT (auth.jwt() ->> 'sub')::uuid $$;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.jwt() ->> 'role' $$;
CREATE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.jwt() ->> 'email' $$;

-- assumed: table auth.users
CREATE TABLE auth.users (
    instance_id uuid,
    id uuid PRIMARY KEY,
    aud character varying(255),
    role character varying(255),
    email character varying(255),
    encrypted_password character varying(255),
    email_confirmed_at timestamptz,
    invited_at timestamptz,
    last_sign_in_at timestamptz,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    is_super_admin boolean,
    created_at timestamptz,
    updated_at timestamptz,
    phone text UNIQUE DEFAULT NULL,
    phone_confirmed_at timestamptz,
    confirmed_at timestamptz GENERATED ALWAYS AS (least(email_confirmed_at, phone_confirmed_at)) STORED,
    banned_until timestamptz,
    is_sso_user boolean NOT NULL DEFAULT false,
    deleted_at timestamptz,
    is_anonymous boolean NOT NULL DEFAULT false
);
GRANT ALL ON auth.users TO CURRENT_OWNER;

-- assumed: tables storage.buckets, storage.objects; functions storage.foldername(), storage.filename()
CREATE TABLE storage.buckets (
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    owner uuid,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    public boolean DEFAULT false,
    avif_autodetection boolean DEFAULT false,
    file_size_limit bigint,
    allowed_mime_types text[],
    owner_id text
);
CREATE TABLE storage.objects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    bucket_id text REFERENCES storage.buckets (id),
    name text,
    owner uuid,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    last_accessed_at timestamptz DEFAULT now(),
    metadata jsonb,
    path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/')) STORED,
    version text,
    owner_id text,
    user_metadata jsonb
);
ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.buckets OWNER TO CURRENT_OWNER;
ALTER TABLE storage.objects OWNER TO CURRENT_OWNER;
CREATE FUNCTION storage.foldername(name text) RETURNS text[] LANGUAGE sql IMMUTABLE AS
$$ SELECT (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1] $$;
CREATE FUNCTION storage.filename(name text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)] $$;

-- assumed: table realtime.messages; function realtime.topic()
CREATE TABLE realtime.messages (
    topic text NOT NULL,
    extension text NOT NULL,
    payload jsonb,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp NOT NULL DEFAULT now(),
    inserted_at timestamp NOT NULL DEFAULT now(),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    PRIMARY KEY (id, inserted_at)
);
ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE realtime.messages OWNER TO CURRENT_OWNER;
CREATE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('realtime.topic', true), '') $$;

-- assumed: publication supabase_realtime; search_path "$user", public, extensions
CREATE PUBLICATION supabase_realtime;
ALTER PUBLICATION supabase_realtime OWNER TO CURRENT_OWNER;
ALTER DATABASE CURRENT_DATABASE SET search_path TO "$user", public, extensions;

-- assumed: the role that runs migrations may create event triggers, except on login
-- PostgreSQL lets only superusers do that. The trigger's function is and stays the owner's. Where one is there, no script of
-- an extension runs any more: it would run as superuser, and the function with it.
CREATE FUNCTION pg_catalog.journal_event_trigger(command text, trigger text, event text, tags text[], called regprocedure)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    owner oid := (SELECT datdba FROM pg_database WHERE datname = current_database());
    condition text := (SELECT ' WHEN TAG IN (' || string_agg(quote_literal(tag), ', ') || ')' FROM unnest(tags) AS one (tag));
BEGIN
    IF trigger = 'journal_guard' THEN
        RAISE insufficient_privilege USING MESSAGE = 'must be owner of event trigger journal_guard';
    ELSIF command IN ('DROP', 'DROP IF EXISTS') THEN
        EXECUTE format('%s %I', replace(command, 'DROP', 'DROP EVENT TRIGGER'), trigger);
    ELSIF command IN ('DISABLE', 'ENABLE', 'ENABLE REPLICA', 'ENABLE ALWAYS') THEN
        EXECUTE format('ALTER EVENT TRIGGER %I %s', trigger, command);
    ELSIF event NOT IN ('ddl_command_start', 'ddl_command_end', 'sql_drop', 'table_rewrite') THEN
        RAISE insufficient_privilege USING MESSAGE = format('no event trigger is created here on %s', event);
    ELSIF owner IS DISTINCT FROM (SELECT proowner FROM pg_proc WHERE oid = called) THEN
        RAISE insufficient_privilege USING MESSAGE = format('must be owner of function %s', called);
    ELSE
        EXECUTE format('CREATE EVENT TRIGGER %I ON %I%s EXECUTE FUNCTION %s', trigger, event, condition, called);
    END IF;
END $$;
REVOKE ALL ON FUNCTION pg_catalog.journal_event_trigger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.journal_event_trigger TO CURRENT_OWNER;
CREATE FUNCTION pg_catalog.journal_guard() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname <> 'journal_guard') THEN
        RAISE insufficient_privilege USING MESSAGE = 'no extension is created here after an event trigger',
            HINT = 'Create it in an earlier statement, or before the first file: extensions = ["…"] in the settings.';
    END IF;
END $$;
CREATE EVENT TRIGGER journal_guard ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION', 'ALTER EXTENSION')
    EXECUTE FUNCTION pg_catalog.journal_guard();
ALTER EVENT TRIGGER journal_guard ENABLE ALWAYS;
