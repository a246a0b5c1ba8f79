CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    name varchar(80) DEFAULT '' NOT NULL,
    quota integer,
    CONSTRAINT users_quota_check CHECK (quota >= 0)
);
