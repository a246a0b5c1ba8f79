ALTER TABLE users ALTER COLUMN name TYPE text;
ALTER TABLE users ALTER COLUMN quota TYPE numeric(12, 2) USING quota * 1.0;
