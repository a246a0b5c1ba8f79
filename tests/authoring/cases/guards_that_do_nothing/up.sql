ALTER TABLE users ADD COLUMN IF NOT EXISTS quota integer;
CREATE INDEX IF NOT EXISTS users_name_idx ON users (name);
DROP TABLE IF EXISTS nowhere;
ALTER TABLE users DROP CONSTRAINT IF EXISTS nothing_check;
