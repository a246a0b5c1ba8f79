ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE users ADD CHECK (length(email) > 3);
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_quota_check;
ALTER TABLE users ADD CONSTRAINT users_quota_check CHECK (quota BETWEEN 0 AND 100) NOT VALID;
ALTER TABLE users VALIDATE CONSTRAINT users_quota_check;
ALTER TABLE users RENAME CONSTRAINT users_pkey TO users_key;
