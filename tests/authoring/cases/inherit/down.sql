-- Reverses 0001_inherit.sql.

BEGIN;

ALTER TABLE old_child INHERIT parent;

ALTER TABLE child NO INHERIT parent;

COMMIT;
