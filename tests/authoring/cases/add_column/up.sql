ALTER TABLE users
    ADD COLUMN IF NOT EXISTS phone text,
    ADD COLUMN IF NOT EXISTS quota integer,
    ADD COLUMN "Order" integer DEFAULT 0 NOT NULL;
UPDATE users SET phone = '' WHERE phone IS NULL;
COMMENT ON COLUMN users.phone IS 'As typed.';
