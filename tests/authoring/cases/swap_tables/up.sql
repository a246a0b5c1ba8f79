CREATE TABLE users_new (id bigint PRIMARY KEY, email text NOT NULL, name text);
INSERT INTO users_new (id, email, name) SELECT id, email, name FROM users;
CREATE TABLE _backup_users AS TABLE users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
