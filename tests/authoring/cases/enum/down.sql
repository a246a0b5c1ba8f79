-- Reverses 0001_enum.sql.
--
-- Stays as the forward file made it:
--   the value 'happy' of the type mood: PostgreSQL cannot take one away

BEGIN;

DROP TYPE IF EXISTS colour;

COMMIT;
