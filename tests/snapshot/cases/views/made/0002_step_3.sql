DROP VIEW "app"."names";--> statement-breakpoint
DROP VIEW "public"."local_checked";--> statement-breakpoint
DROP VIEW "public"."joined";--> statement-breakpoint
ALTER VIEW "public"."active_users" SET (check_option = local);--> statement-breakpoint
ALTER VIEW "public"."active_users" RESET (security_invoker);--> statement-breakpoint
ALTER VIEW "public"."active_users" SET (security_barrier = false);--> statement-breakpoint
ALTER VIEW "public"."checked" RESET (check_option);--> statement-breakpoint
ALTER VIEW "public"."plain" SET (security_invoker = true);--> statement-breakpoint
CREATE VIEW "public"."tree" AS (with recursive t(n) as (values (1) union all select n + 1 from t where n < 5) select n from t);--> statement-breakpoint
CREATE VIEW "public"."joined" AS (select "teams"."name", count("users"."id") as "members" from "teams" left join "users" on ("users"."team" = "teams"."id" and "users"."name" is null) group by "teams"."name");--> statement-breakpoint
DROP SCHEMA "app";
