CREATE TYPE "public"."state" AS ENUM('a', 'b');--> statement-breakpoint
CREATE TABLE "bills" (
	"id" integer PRIMARY KEY NOT NULL,
	"amount" integer NOT NULL,
	"state" "state" DEFAULT 'a'
);
