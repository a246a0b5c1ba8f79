-- PostgreSQL cannot take a label away, so the type is made anew.
UPDATE tickets SET channel = 'mail' WHERE channel = 'fax';
UPDATE agents SET channels = array_remove(channels, 'fax');

ALTER TYPE channel RENAME TO channel_old;
CREATE TYPE channel AS ENUM ('mail', 'phone', 'chat');
ALTER TABLE tickets ALTER COLUMN channel TYPE channel USING channel::text::channel;
ALTER TABLE agents ALTER COLUMN channels DROP DEFAULT;
ALTER TABLE agents ALTER COLUMN channels TYPE channel[] USING channels::text[]::channel[];
ALTER TABLE agents ALTER COLUMN channels SET DEFAULT '{mail}';
DROP TYPE channel_old;
