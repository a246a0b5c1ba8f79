CREATE FUNCTION next_key() RETURNS text LANGUAGE sql AS $$ SELECT 'k' || floor(random() * 1000)::text $$;
