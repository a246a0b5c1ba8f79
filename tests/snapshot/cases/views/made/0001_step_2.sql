CREATE SCHEMA "app";
--> statement-breakpoint
DROP VIEW "public"."plain";--> statement-breakpoint
ALTER VIEW "public"."active_users" SET (security_barrier = true, security_invoker = true);--> statement-breakpoint
CREATE VIEW "public"."checked" WITH (check_option = cascaded) AS (select "id", "name" from "users" where "users"."id" > 5);--> statement-breakpoint
CREATE VIEW "app"."names" WITH (security_invoker = true) AS (select "name" from "users");--> statement-breakpoint
CREATE VIEW "public"."joined" AS (select "teams"."name", count("users"."id") as "members" from "teams" left join "users" on "users"."team" = "teams"."id" group by "teams"."name");--> statement-breakpoint
CREATE VIEW "public"."local_checked" WITH (check_option = local, security_barrier = false) AS (select id from users where id > 1);--> statement-breakpoint
CREATE VIEW "public"."plain" AS (SELECT id, upper(name) AS name FROM users WHERE name ILIKE 'a%');