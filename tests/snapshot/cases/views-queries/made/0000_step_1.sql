CREATE TABLE "guests" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"team" integer DEFAULT 1,
	"at" timestamp DEFAULT now()
);
--> statement-breakpoint
CREATE VIEW "public"."both" AS ((select "name" from "people") intersect (select "name" from "guests"));--> statement-breakpoint
CREATE VIEW "public"."both_twice" AS ((select "name" from "people") intersect all (select "name" from "guests"));--> statement-breakpoint
CREATE VIEW "public"."everybody" AS ((select "name" from "people") union (select "name" from "guests"));--> statement-breakpoint
CREATE VIEW "public"."names" AS (select distinct "name", "team" from "people");--> statement-breakpoint
CREATE VIEW "public"."others" AS ((select "name" from "people") except (select "name" from "guests"));--> statement-breakpoint
CREATE VIEW "public"."others_twice" AS ((select "name" from "people") except all (select "name" from "guests"));--> statement-breakpoint
CREATE VIEW "public"."teams" AS (select "team", count("id") as "members" from "people" group by "people"."team" having count("people"."id") > 1);--> statement-breakpoint
CREATE VIEW "public"."twice" AS ((select "name" from "people") union all (select "name" from "guests") order by 1  limit 10);--> statement-breakpoint
CREATE MATERIALIZED VIEW "public"."latest" AS (select distinct on ("people"."team") "team", "id", "at" from "people" order by "people"."team", "people"."at" desc);