CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "app"."one" (
	"id" serial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "two" (
	"id" serial PRIMARY KEY NOT NULL
);
