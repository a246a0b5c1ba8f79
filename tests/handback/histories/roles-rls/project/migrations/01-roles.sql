DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dms_reader') THEN
    CREATE ROLE dms_reader;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dms_writer') THEN
    CREATE ROLE dms_writer NOINHERIT;
  END IF;
END
$$;

CREATE FUNCTION current_org() RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('app.org_id', true), '')::integer
$$;
