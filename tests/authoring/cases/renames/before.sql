CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    name varchar(80) DEFAULT '' NOT NULL,
    quota integer,
    CONSTRAINT users_quota_check CHECK (quota >= 0)
);
INSERT INTO users (id, email, quota) VALUES (1, 'a@example.org', 5), (2, 'b@example.org', NULL);
CREATE INDEX users_email_idx ON users (email);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE point2 AS (x integer, y integer);
CREATE SEQUENCE numbers;
CREATE VIEW mails AS SELECT email FROM users;
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SCHEMA audit;
CREATE POLICY own ON users USING (true);
CREATE DOMAIN positive AS integer CONSTRAINT positive_check CHECK (VALUE > 0);
