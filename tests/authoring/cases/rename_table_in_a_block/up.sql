DO $$ BEGIN ALTER TABLE users RENAME TO members; END; $$;
