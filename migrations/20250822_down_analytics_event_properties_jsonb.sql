-- Reverses 20250822_analytics_event_properties_jsonb.sql.
-- Events from before the change get their original text back unchanged. Newer events only exist as jsonb, so their
-- text is the jsonb rendering: same content, but key order and spacing of the client are not recoverable.

UPDATE analytics_events
   SET properties_legacy = properties::text
 WHERE properties_legacy IS NULL;
--> statement-breakpoint
DROP INDEX IF EXISTS analytics_events_properties_idx;
--> statement-breakpoint
ALTER TABLE analytics_events DROP CONSTRAINT IF EXISTS analytics_events_properties_check;
--> statement-breakpoint
ALTER TABLE analytics_events DROP COLUMN properties;
--> statement-breakpoint
ALTER TABLE analytics_events RENAME COLUMN properties_legacy TO properties;
--> statement-breakpoint
ALTER TABLE analytics_events
    ALTER COLUMN properties SET DEFAULT '{}',
    ALTER COLUMN properties SET NOT NULL;
--> statement-breakpoint
COMMENT ON COLUMN analytics_events.properties IS 'Event payload as sent by the client, usually JSON.';
