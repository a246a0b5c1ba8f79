CREATE TYPE "public"."kind" AS ENUM('bug', 'wish');--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DEFAULT 'archived'::text;--> statement-breakpoint
DROP TYPE "public"."state";--> statement-breakpoint
CREATE TYPE "public"."state" AS ENUM('closed', 'open', 'archived');--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DEFAULT 'archived'::"public"."state";--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DATA TYPE "public"."state" USING "state"::"public"."state";--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "level" SET DEFAULT 'high';--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "kind" "kind" DEFAULT 'wish';