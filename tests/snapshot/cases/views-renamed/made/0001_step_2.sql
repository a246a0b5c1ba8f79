ALTER VIEW "public"."names" RENAME TO "all_names";--> statement-breakpoint
ALTER MATERIALIZED VIEW "public"."totals" RENAME TO "all_totals";