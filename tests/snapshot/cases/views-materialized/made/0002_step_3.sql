DROP MATERIALIZED VIEW "public"."full";--> statement-breakpoint
DROP MATERIALIZED VIEW "public"."plain";--> statement-breakpoint
ALTER MATERIALIZED VIEW "public"."daily" RESET (autovacuum_enabled);--> statement-breakpoint
ALTER MATERIALIZED VIEW "public"."daily" SET (fillfactor = 70);--> statement-breakpoint
CREATE MATERIALIZED VIEW "public"."plain" AS (select id from sales where id > 0);