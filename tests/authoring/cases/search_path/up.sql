SET search_path = app, public;
ALTER TABLE users ADD COLUMN phone text;
CREATE INDEX users_phone_idx ON users (phone);
CREATE TABLE orders (id bigint);
