CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TYPE "app"."level" AS ENUM('low', 'high');--> statement-breakpoint
CREATE TYPE "public"."state" AS ENUM('open', 'closed');--> statement-breakpoint
CREATE TABLE "app"."tickets" (
	"state" "state"[],
	"level" "app"."level" DEFAULT 'low'
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"id" serial PRIMARY KEY NOT NULL,
	"state" "state" DEFAULT 'open' NOT NULL,
	"level" "app"."level"
);
