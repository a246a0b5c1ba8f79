ALTER TABLE users ADD COLUMN IF NOT EXISTS city text;
ALTER TABLE users ALTER COLUMN zip TYPE integer USING zip::integer;
