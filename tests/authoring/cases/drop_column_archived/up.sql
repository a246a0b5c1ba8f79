CREATE TABLE _backup_users_quota AS SELECT id, quota FROM users WHERE quota IS NOT NULL;
ALTER TABLE users DROP COLUMN quota;
