DO $$
BEGIN
    IF to_regclass('orders') IS NOT NULL THEN
        CREATE TABLE _backup_orders AS TABLE orders;
    END IF;
END;
$$;
DROP TABLE IF EXISTS orders;
