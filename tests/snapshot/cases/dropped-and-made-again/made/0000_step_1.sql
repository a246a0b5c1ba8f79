CREATE TYPE "public"."state" AS ENUM('a', 'b');--> statement-breakpoint
CREATE TABLE "things" (
	"id" serial PRIMARY KEY NOT NULL,
	"n" integer DEFAULT 1,
	"state" "state" DEFAULT 'a',
	CONSTRAINT "things_check" CHECK (n > 0)
);
--> statement-breakpoint
CREATE INDEX "things_n" ON "things" USING btree ("n");--> statement-breakpoint
CREATE VIEW "public"."things_seen" AS (select n from things);