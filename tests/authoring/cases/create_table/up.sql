CREATE TABLE IF NOT EXISTS orders (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    "order" text
);
CREATE INDEX orders_user_id_idx ON orders (user_id);
COMMENT ON TABLE orders IS 'What was bought.';
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
INSERT INTO orders (user_id) SELECT id FROM users;
