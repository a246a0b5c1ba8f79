-- Reverses 0001_create_partitions.sql.
--
-- Lost when this runs:
--   the rows of events_2025
--   the rows of events

BEGIN;

DROP TABLE IF EXISTS events_2025;

DROP TABLE IF EXISTS events;

COMMIT;
