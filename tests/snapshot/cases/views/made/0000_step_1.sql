CREATE TABLE "teams" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"team" integer
);
--> statement-breakpoint
CREATE VIEW "public"."active_users" AS (select "id", "name", "active", "team" from "users" where "users"."active" = true);--> statement-breakpoint
CREATE VIEW "public"."plain" AS (select id, name from users where id > 10 /* few */);