CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY, email text);
DROP VIEW IF EXISTS addresses;
CREATE VIEW addresses AS SELECT email FROM users;
