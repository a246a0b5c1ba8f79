CREATE TABLE users (id serial PRIMARY KEY, note text);
CREATE TABLE orders (user_id integer REFERENCES users (id));
CREATE MATERIALIZED VIEW notes AS SELECT note FROM users;
INSERT INTO users (note) VALUES ('a'), ('b');
INSERT INTO orders VALUES (1);
