CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text,
	"n" integer
);
--> statement-breakpoint
CREATE VIEW "public"."names" AS (select "name" from "users");--> statement-breakpoint
CREATE MATERIALIZED VIEW "public"."totals" AS (select sum(n)::integer as n from users);