CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    name varchar(80) DEFAULT '' NOT NULL,
    quota integer,
    CONSTRAINT users_quota_check CHECK (quota >= 0)
);
INSERT INTO users (id, email, quota) VALUES (1, 'a@example.org', 5), (2, 'b@example.org', NULL);
