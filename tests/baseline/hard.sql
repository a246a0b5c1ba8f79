CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('good', 'bad');
CREATE DOMAIN app.address AS text CHECK (VALUE ~ '@');
CREATE TYPE app.pair AS (x integer, y text);
CREATE SEQUENCE app.numbers START 100 INCREMENT 5;
CREATE TABLE app.users (
  id serial PRIMARY KEY, email app.address NOT NULL UNIQUE, mood app.mood DEFAULT 'good', place app.pair,
  name citext, full_name text GENERATED ALWAYS AS (upper(email)) STORED, dropped int, at timestamptz DEFAULT now()
);
ALTER TABLE app.users DROP COLUMN dropped;
CREATE TABLE app.orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id integer REFERENCES app.users DEFERRABLE INITIALLY DEFERRED,
  amount numeric(10, 2) DEFAULT 0 CHECK (amount >= 0)
);
ALTER TABLE app.users ADD COLUMN last_order bigint REFERENCES app.orders;
CREATE INDEX users_lower ON app.users (lower(full_name)) WHERE mood = 'good';
CREATE VIEW app.with_orders AS SELECT u.id, o.id AS order_id FROM app.users u JOIN app.orders o ON o.user_id = u.id;
CREATE MATERIALIZED VIEW app.totals AS SELECT user_id, count(*) AS orders FROM app.orders GROUP BY user_id;
CREATE UNIQUE INDEX totals_user ON app.totals (user_id);
CREATE FUNCTION app.count_all() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM app.with_orders $$;
CREATE FUNCTION app.next(i integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT i; SELECT i + 1; END;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one app.users%ROWTYPE; BEGIN new.at := now(); RETURN new; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TABLE public.events (id integer, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.events_2025 PARTITION OF public.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.events_rest PARTITION OF public.events DEFAULT;
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.orders FORCE ROW LEVEL SECURITY;
ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.orders FOR SELECT USING (user_id = 1);
COMMENT ON TABLE app.users IS 'it''s; a "comment"';
COMMENT ON COLUMN app.users.email IS E'two\nlines';
