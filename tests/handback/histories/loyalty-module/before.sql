-- What the core team's own migrations have made by the time this module comes.
CREATE SCHEMA core;
CREATE TABLE core.users (id uuid PRIMARY KEY, email text NOT NULL, deleted_at timestamptz);
CREATE TABLE core.orders (id bigint PRIMARY KEY, user_id uuid NOT NULL REFERENCES core.users, total numeric(12, 2) NOT NULL);
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'loyalty_reporting') THEN
    CREATE ROLE loyalty_reporting;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA core TO PUBLIC;
GRANT SELECT, REFERENCES ON ALL TABLES IN SCHEMA core TO PUBLIC;
