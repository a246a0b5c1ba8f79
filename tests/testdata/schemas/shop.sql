-- A shop: variants, stock that may not go below nothing, orders whose total is the sum of its parts.
CREATE EXTENSION citext;
CREATE TYPE order_state AS ENUM ('cart', 'placed', 'paid', 'shipped', 'returned');
CREATE DOMAIN money_cents AS bigint CHECK (VALUE BETWEEN 0 AND 100000000);
CREATE DOMAIN country AS char(2) CHECK (VALUE ~ '^[A-Z]{2}$');
CREATE DOMAIN currency AS text NOT NULL DEFAULT 'EUR' CHECK (VALUE IN ('EUR', 'USD', 'CHF'));
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email citext UNIQUE NOT NULL CHECK (email ~ '^[^@]+@[^@]+\.[a-z]+$'),
  name text NOT NULL CHECK (length(btrim(name)) >= 2), phone varchar(16) CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
  born date CHECK (born > '1900-01-01' AND born < CURRENT_DATE), country country NOT NULL, marketing boolean DEFAULT false NOT NULL
);
CREATE TABLE categories (
  id serial PRIMARY KEY, parent_id int REFERENCES categories ON DELETE CASCADE, slug text NOT NULL,
  path text NOT NULL CHECK (path LIKE '/%'), CHECK (parent_id <> id), UNIQUE (parent_id, slug), CHECK (slug = lower(slug) AND slug <> '')
);
CREATE TABLE products (
  sku text PRIMARY KEY CHECK (sku ~ '^[A-Z]{3}-\d{4}$'), category_id int NOT NULL REFERENCES categories,
  title jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object' AND title ? 'en'), price money_cents NOT NULL, currency currency,
  weight_g int CHECK (weight_g > 0), tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 10 AND array_position(tags, NULL) IS NULL),
  sale_price money_cents, sale daterange, CHECK (sale_price < price), CHECK ((sale_price IS NULL) = (sale IS NULL)), CHECK (NOT isempty(sale))
);
CREATE TABLE stock (sku text REFERENCES products, warehouse smallint CHECK (warehouse IN (1, 2, 7)), amount int NOT NULL DEFAULT 0 CHECK (amount >= 0), reserved int NOT NULL DEFAULT 0, PRIMARY KEY (sku, warehouse), CHECK (reserved BETWEEN 0 AND amount));
CREATE TABLE orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), number text UNIQUE NOT NULL CHECK (number ~ '^20[0-9]{2}-[0-9]{5}$'), customer_id bigint NOT NULL REFERENCES customers,
  state order_state NOT NULL DEFAULT 'cart', net money_cents NOT NULL, tax money_cents NOT NULL, total money_cents NOT NULL,
  placed_at timestamptz, paid_at timestamptz, shipped_at timestamptz,
  CHECK (total = net + tax), CHECK (state = 'cart' OR placed_at IS NOT NULL), CHECK (paid_at >= placed_at), CHECK (shipped_at > paid_at),
  CHECK (CASE state WHEN 'shipped' THEN shipped_at IS NOT NULL WHEN 'cart' THEN placed_at IS NULL ELSE true END)
);
CREATE UNIQUE INDEX one_cart ON orders (customer_id) WHERE state = 'cart';
CREATE TABLE order_lines (order_id uuid NOT NULL REFERENCES orders ON DELETE CASCADE, line smallint NOT NULL CHECK (line > 0), sku text NOT NULL REFERENCES products,
  amount int NOT NULL CHECK (amount BETWEEN 1 AND 999), unit money_cents NOT NULL, total bigint GENERATED ALWAYS AS (amount * unit) STORED CHECK (total < 1000000), PRIMARY KEY (order_id, line));
CREATE TABLE coupons (code varchar(12) PRIMARY KEY CHECK (code = upper(code) AND length(code) = 8), percent numeric(5,2), cents money_cents, CHECK (num_nonnulls(percent, cents) = 1), CHECK (percent > 0 AND percent <= 100), valid tstzrange NOT NULL CHECK (NOT lower_inf(valid) AND lower(valid) > '2020-01-01'));
