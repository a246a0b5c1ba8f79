-- The daily roll-ups could not tell a nightly result from a recomputed one, and downloads were not measured at all.
-- The missing days are filled in by 20250918_backfill_daily_rollups.sql, which needs the columns from here.

ALTER TABLE analytics_daily_rollups
    ADD COLUMN IF NOT EXISTS bytes_downloaded bigint DEFAULT 0 NOT NULL,
    ADD COLUMN IF NOT EXISTS source text DEFAULT 'nightly' NOT NULL,
    ADD COLUMN IF NOT EXISTS computed_at timestamptz;--> statement-breakpoint
ALTER TABLE analytics_daily_rollups ALTER COLUMN computed_at SET DEFAULT now();--> statement-breakpoint
ALTER TABLE analytics_daily_rollups
    DROP CONSTRAINT IF EXISTS analytics_daily_rollups_source_check;--> statement-breakpoint
ALTER TABLE analytics_daily_rollups
    ADD CONSTRAINT analytics_daily_rollups_source_check
    CHECK (source IN ('nightly', 'backfill'));--> statement-breakpoint
CREATE INDEX IF NOT EXISTS analytics_daily_rollups_event_day_idx
    ON analytics_daily_rollups (event_name, day DESC);--> statement-breakpoint
COMMENT ON COLUMN analytics_daily_rollups.computed_at
    IS 'NULL for rows from before the column existed.';--> statement-breakpoint

-- Downloads are now measured, so the analytics tab may show them.
UPDATE admin_dashboard_tabs
   SET config = config || '{"show_downloads": true}',
       updated_at = now()
 WHERE slug = 'analytics'
   AND NOT config ? 'show_downloads';
