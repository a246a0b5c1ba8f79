-- What a Neon project has before its first migration, as far as migrations refer to it.
-- Each line "assumed:" is shown in the report.

-- assumed: roles neon_superuser, cloud_admin, anonymous, authenticated
CREATE ROLE neon_superuser NOLOGIN; -- granted
CREATE ROLE cloud_admin NOLOGIN;
CREATE ROLE anonymous NOLOGIN; -- granted
CREATE ROLE authenticated NOLOGIN; -- granted

-- assumed: the role that runs migrations has BYPASSRLS
ALTER ROLE CURRENT_OWNER BYPASSRLS;

-- assumed: schema auth with auth.user_id(), auth.uid(), auth.session(), as pg_session_jwt has them
CREATE SCHEMA auth;
GRANT ALL ON SCHEMA auth TO CURRENT_OWNER;
GRANT USAGE ON SCHEMA auth TO anonymous, authenticated;
CREATE FUNCTION auth.session() RETURNS jsonb LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
CREATE FUNCTION auth.user_id() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.session() ->> 'sub' $$;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT auth.user_id()::uuid $$;

-- assumed: table neon_auth.users_sync
CREATE SCHEMA neon_auth;
GRANT USAGE ON SCHEMA neon_auth TO CURRENT_OWNER, authenticated;
CREATE TABLE neon_auth.users_sync (
    raw_json jsonb NOT NULL,
    id text GENERATED ALWAYS AS (raw_json ->> 'id') STORED NOT NULL PRIMARY KEY,
    name text GENERATED ALWAYS AS (raw_json ->> 'display_name') STORED,
    email text GENERATED ALWAYS AS (raw_json ->> 'primary_email') STORED,
    created_at timestamptz,
    updated_at timestamptz,
    deleted_at timestamptz
);
GRANT ALL ON neon_auth.users_sync TO CURRENT_OWNER;
