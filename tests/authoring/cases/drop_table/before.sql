CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    name varchar(80) DEFAULT '' NOT NULL,
    quota integer,
    CONSTRAINT users_quota_check CHECK (quota >= 0)
);
INSERT INTO users (id, email, quota) VALUES (1, 'a@example.org', 5), (2, 'b@example.org', NULL);
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint REFERENCES users (id),
    total numeric(10, 2) DEFAULT 0 NOT NULL
);
CREATE INDEX orders_user_id_idx ON orders (user_id);
COMMENT ON COLUMN orders.total IS 'In euros.';
CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 100;
