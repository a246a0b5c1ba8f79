CREATE SCHEMA "archive";
--> statement-breakpoint
CREATE TYPE "archive"."state" AS ENUM('kept', 'lost');--> statement-breakpoint
CREATE TABLE "archive"."items" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text,
	"state" "archive"."state" DEFAULT 'kept',
	"old" "shop"."state",
	CONSTRAINT "items_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE INDEX "items_name_index" ON "archive"."items" USING btree ("name");--> statement-breakpoint
CREATE VIEW "archive"."counts" AS (select count(*)::integer as n from "shop"."items");--> statement-breakpoint
DROP SCHEMA "empty";
