DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'colour') THEN
        CREATE TYPE colour AS ENUM ('red', 'green');
    END IF;
    ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy';
END;
$$;
