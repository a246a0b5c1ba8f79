DROP TABLE users;
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    name varchar(80) DEFAULT '' NOT NULL,
    quota integer,
    CONSTRAINT users_quota_check CHECK (quota >= 0)
);
INSERT INTO users (id, email) VALUES (1, 'c@example.org');
