CREATE TYPE "public"."mood" AS ENUM('sad', 'ok', 'happy');--> statement-breakpoint
CREATE TABLE "lists" (
	"whole" integer[] NOT NULL,
	"texts" text[],
	"grid" integer[][],
	"triple" integer[3],
	"board" text[3][3],
	"codes" varchar(20)[],
	"prices" numeric(6, 2)[],
	"times" timestamp (3) with time zone[],
	"moods" "mood"[]
);
