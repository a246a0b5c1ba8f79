DROP MATERIALIZED VIEW "app"."all_totals";--> statement-breakpoint
DROP VIEW "app"."all_names";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "more" text;--> statement-breakpoint
CREATE VIEW "app"."all_names" AS (select "name", "id" from "users");