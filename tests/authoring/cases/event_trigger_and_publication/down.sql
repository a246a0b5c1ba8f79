-- Reverses 0001_event_trigger_and_publication.sql.

BEGIN;

DROP PUBLICATION IF EXISTS all_users;

COMMIT;
