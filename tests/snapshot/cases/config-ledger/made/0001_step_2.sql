CREATE SCHEMA "aside";
--> statement-breakpoint
CREATE TABLE "aside"."three" (
	"id" serial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "app"."one" ADD COLUMN "name" text;