-- The value stays: PostgreSQL cannot take it back.
SELECT 1;
