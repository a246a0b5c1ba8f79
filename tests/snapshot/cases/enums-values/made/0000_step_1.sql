CREATE TYPE "public"."level" AS ENUM('low', 'high');--> statement-breakpoint
CREATE TYPE "public"."state" AS ENUM('open', 'closed');--> statement-breakpoint
CREATE TYPE "public"."unused" AS ENUM('x');--> statement-breakpoint
CREATE TABLE "tickets" (
	"id" serial PRIMARY KEY NOT NULL,
	"state" "state" DEFAULT 'open' NOT NULL,
	"level" "level",
	"past" "state"[]
);
