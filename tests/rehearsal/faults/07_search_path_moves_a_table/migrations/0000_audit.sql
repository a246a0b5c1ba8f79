CREATE SCHEMA IF NOT EXISTS audit;
SET search_path = audit, public;
CREATE TABLE IF NOT EXISTS entries (id int PRIMARY KEY);
