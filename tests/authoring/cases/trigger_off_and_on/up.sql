ALTER TABLE users DISABLE TRIGGER users_touch;
ALTER TABLE users ADD COLUMN phone text;
UPDATE users SET phone = '';
ALTER TABLE users ENABLE TRIGGER users_touch;
