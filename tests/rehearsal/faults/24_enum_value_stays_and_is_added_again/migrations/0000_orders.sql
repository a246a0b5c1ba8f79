DO $$ BEGIN
    IF to_regtype('status') IS NULL THEN
        CREATE TYPE status AS ENUM ('new', 'paid');
    END IF;
END $$;
CREATE TABLE IF NOT EXISTS orders (id int PRIMARY KEY, status status NOT NULL);
