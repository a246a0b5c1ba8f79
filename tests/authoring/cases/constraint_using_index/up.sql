CREATE UNIQUE INDEX users_email_idx ON users (email);
ALTER TABLE users ADD CONSTRAINT users_email_idx UNIQUE USING INDEX users_email_idx;
