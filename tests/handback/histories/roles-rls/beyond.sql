CREATE FUNCTION public.current_org() RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('app.org_id', true), '')::integer
$$;
