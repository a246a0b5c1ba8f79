CREATE TYPE "public"."state" AS ENUM('open', 'done');--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" serial PRIMARY KEY NOT NULL,
	"state" "state" NOT NULL,
	"live" boolean NOT NULL,
	"gone" timestamp,
	"kind" text,
	"n" integer
);
--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("id") WHERE "jobs"."state" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_kind" ON "jobs" USING btree ("kind") WHERE "jobs"."gone" IS NULL;--> statement-breakpoint
CREATE INDEX "jobs_live" ON "jobs" USING btree ("n") WHERE "jobs"."live";