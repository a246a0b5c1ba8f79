-- One of each.
CREATE UNIQUE INDEX IF NOT EXISTS users_active_key ON users (active);
