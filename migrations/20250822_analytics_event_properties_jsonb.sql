-- analytics_events.properties was text and every dashboard query paid for a cast that could fail.
-- The payload moves to a jsonb column. The original text is kept as properties_legacy, byte for byte, so that the
-- change can be reversed; it will be dropped once the retention period of the old events has passed.

-- Works on every supported server version; pg_input_is_valid() only exists from PostgreSQL 16 on.
CREATE OR REPLACE FUNCTION try_parse_jsonb(input text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
BEGIN
    RETURN input::jsonb;
EXCEPTION
    WHEN data_exception THEN  -- malformed JSON, but also \u0000 and numbers jsonb cannot hold
        RETURN NULL;
END;
$$;
--> statement-breakpoint

-- Step the text column aside. Skipped when properties is jsonb already.
DO $$
DECLARE
    total bigint;
    unusable bigint;
BEGIN
    IF EXISTS (
        SELECT 1
          FROM pg_attribute
         WHERE attrelid = 'analytics_events'::regclass
           AND attname = 'properties'
           AND atttypid = 'text'::regtype
           AND NOT attisdropped
    ) THEN
        SELECT count(*),
               count(*) FILTER (WHERE jsonb_typeof(try_parse_jsonb(properties)) IS DISTINCT FROM 'object')
          INTO total, unusable
          FROM analytics_events;
        RAISE NOTICE 'preflight: % of % event payload(s) are not a JSON object and will be wrapped', unusable, total;

        ALTER TABLE analytics_events RENAME COLUMN properties TO properties_legacy;
    END IF;
END;
$$;
--> statement-breakpoint
ALTER TABLE analytics_events ALTER COLUMN properties_legacy DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE analytics_events ALTER COLUMN properties_legacy DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE analytics_events ADD COLUMN IF NOT EXISTS properties jsonb;
--> statement-breakpoint

-- Objects are taken as they are, blanks become {}, everything else is preserved under "raw".
UPDATE analytics_events e
   SET properties = CASE
           WHEN jsonb_typeof(c.parsed) = 'object' THEN c.parsed
           WHEN btrim(c.original) = '' THEN '{}'::jsonb
           ELSE jsonb_build_object('raw', c.original)
       END
  FROM (
        SELECT id,
               coalesce(properties_legacy, '') AS original,
               try_parse_jsonb(properties_legacy) AS parsed
          FROM analytics_events
         WHERE properties IS NULL
       ) c
 WHERE c.id = e.id;
--> statement-breakpoint
ALTER TABLE analytics_events
    ALTER COLUMN properties SET DEFAULT '{}'::jsonb,
    ALTER COLUMN properties SET NOT NULL;
--> statement-breakpoint
ALTER TABLE analytics_events DROP CONSTRAINT IF EXISTS analytics_events_properties_check;
--> statement-breakpoint
ALTER TABLE analytics_events
    ADD CONSTRAINT analytics_events_properties_check CHECK (jsonb_typeof(properties) = 'object');
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS analytics_events_properties_idx
    ON analytics_events USING gin (properties jsonb_path_ops);
--> statement-breakpoint
COMMENT ON COLUMN analytics_events.properties IS 'Event payload, always an object. Unparsable input sits under "raw".';
--> statement-breakpoint
COMMENT ON COLUMN analytics_events.properties_legacy IS 'Payload text from before 2025-08-22; NULL for newer events.';
--> statement-breakpoint
DROP FUNCTION IF EXISTS try_parse_jsonb(text);
