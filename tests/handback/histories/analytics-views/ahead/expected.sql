DROP VIEW "public"."slow_pages";--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "country" text;--> statement-breakpoint
CREATE VIEW "public"."slow_pages" WITH (security_barrier = true) AS (SELECT site_id, path, percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS p95
        FROM events WHERE ms IS NOT NULL GROUP BY site_id, path HAVING count(*) >= 50);