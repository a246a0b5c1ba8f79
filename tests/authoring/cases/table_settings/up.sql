ALTER TABLE users SET (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE users REPLICA IDENTITY FULL;
ALTER TABLE users CLUSTER ON users_pkey;
ALTER TABLE users SET UNLOGGED;
