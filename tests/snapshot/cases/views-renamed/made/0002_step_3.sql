ALTER VIEW "public"."all_names" SET SCHEMA "app";--> statement-breakpoint
ALTER MATERIALIZED VIEW "public"."all_totals" SET SCHEMA "app";