CREATE INDEX IF NOT EXISTS companies_name_trgm_idx ON companies USING gin (name gin_trgm_ops);
CREATE INDEX IF NOT EXISTS companies_data_idx ON companies USING gin (data jsonb_path_ops);
CREATE INDEX IF NOT EXISTS contacts_full_name_trgm_idx
  ON contacts USING gist ((coalesce(first_name, '') || ' ' || coalesce(last_name, '')) gist_trgm_ops);
CREATE INDEX IF NOT EXISTS companies_name_prefix_idx ON companies (name text_pattern_ops);
