ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;
COMMIT;
CREATE INDEX IF NOT EXISTS users_name_idx ON users (name);
