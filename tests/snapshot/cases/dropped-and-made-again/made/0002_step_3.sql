CREATE TYPE "public"."state" AS ENUM('c', 'd');--> statement-breakpoint
CREATE TABLE "things" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"n" text DEFAULT 'one',
	"state" "state" DEFAULT 'c' NOT NULL,
	CONSTRAINT "things_check" CHECK (n <> '')
);
--> statement-breakpoint
CREATE INDEX "things_n" ON "things" USING btree ("n" DESC NULLS LAST);--> statement-breakpoint
CREATE VIEW "public"."things_seen" AS (select upper(n) as n from things);