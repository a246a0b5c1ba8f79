-- Reverses 20250918_add_rollup_provenance.sql.
-- Roll-up rows stay, including the recomputed ones, but the download volume and the origin of each row are lost.

UPDATE admin_dashboard_tabs
   SET config = config - 'show_downloads',
       updated_at = now()
 WHERE slug = 'analytics';--> statement-breakpoint
DROP INDEX IF EXISTS analytics_daily_rollups_event_day_idx;--> statement-breakpoint
ALTER TABLE analytics_daily_rollups
    DROP CONSTRAINT IF EXISTS analytics_daily_rollups_source_check;--> statement-breakpoint
ALTER TABLE analytics_daily_rollups
    DROP COLUMN IF EXISTS computed_at,
    DROP COLUMN IF EXISTS source,
    DROP COLUMN IF EXISTS bytes_downloaded;
