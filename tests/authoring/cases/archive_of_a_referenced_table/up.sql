CREATE TABLE _backup_users AS TABLE users;
DROP MATERIALIZED VIEW notes;
ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;
DROP TABLE users;
