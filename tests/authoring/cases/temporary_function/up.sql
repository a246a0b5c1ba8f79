CREATE OR REPLACE FUNCTION clean(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(btrim(t))';
ALTER TABLE users ADD COLUMN mail_key text;
UPDATE users SET mail_key = clean(email);
DROP FUNCTION clean(text);
