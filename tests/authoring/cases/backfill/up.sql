ALTER TABLE users ADD COLUMN IF NOT EXISTS mail_key text;
UPDATE users SET mail_key = lower(email) WHERE mail_key IS NULL;
UPDATE users SET quota = 0 WHERE quota IS NULL;
DELETE FROM users WHERE email = '';
INSERT INTO users (id, email) VALUES (3, 'c@example.org') ON CONFLICT DO NOTHING;
