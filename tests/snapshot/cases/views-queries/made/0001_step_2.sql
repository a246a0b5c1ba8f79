DROP VIEW "public"."both";--> statement-breakpoint
DROP VIEW "public"."both_twice";--> statement-breakpoint
DROP VIEW "public"."everybody";--> statement-breakpoint
DROP VIEW "public"."names";--> statement-breakpoint
DROP VIEW "public"."others";--> statement-breakpoint
DROP VIEW "public"."others_twice";--> statement-breakpoint
DROP VIEW "public"."twice";--> statement-breakpoint
DROP MATERIALIZED VIEW "public"."latest";--> statement-breakpoint
DROP VIEW "public"."teams";--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "name" SET DEFAULT 'nobody';--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "team" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "at" SET DATA TYPE timestamp with time zone;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "at" SET DEFAULT now();--> statement-breakpoint
ALTER TABLE "guests" ADD CONSTRAINT "guests_name_unique" UNIQUE("name");--> statement-breakpoint
CREATE VIEW "public"."inner_team" AS (select "people"."name", "members" from "people" inner join (select "team", count("id") as "members" from "people" group by "people"."team") "big" on "big"."team" = "people"."team");--> statement-breakpoint
CREATE VIEW "public"."pages" AS (select "id", "name" from "people" order by "people"."id" limit 10 offset 20);--> statement-breakpoint
CREATE VIEW "public"."view_of_pages" AS (select "name" from "pages");--> statement-breakpoint
CREATE VIEW "public"."with_big" AS (with "big" as (select "id", "team" from "people" where "people"."id" > 100) select "id", "team" from "big");--> statement-breakpoint
CREATE VIEW "public"."teams" AS (select "team", count("id") as "members" from "people" group by "people"."team" having count("people"."id") > 2);