DO $$
DECLARE
    total bigint;
BEGIN
    SELECT count(*) INTO total FROM users;
    RAISE NOTICE 'preflight: % rows', total;
END;
$$;
DO $$
BEGIN
    ALTER TABLE users ADD COLUMN phone text;
    ALTER TABLE users RENAME COLUMN quota TO quota_mb;
END;
$$;
DO $$ BEGIN UPDATE users SET email = lower(email); END; $$;
