CREATE TABLE IF NOT EXISTS plans (id serial PRIMARY KEY, name text);
INSERT INTO plans (name) VALUES ('free'), ('pro');
