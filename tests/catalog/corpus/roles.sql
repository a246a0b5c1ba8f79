-- The roles of a server that the corpus grants to. Databases of one server share them; run once.
DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['reader', 'writer', 'anon', 'Mixed Role', 'select'] LOOP
    IF to_regrole(quote_ident(role)) IS NULL THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
  END LOOP;
END $$;
