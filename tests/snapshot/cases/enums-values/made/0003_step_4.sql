ALTER TABLE "tickets" ALTER COLUMN "state" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DEFAULT 'open'::text;--> statement-breakpoint
DROP TYPE "public"."state";--> statement-breakpoint
CREATE TYPE "public"."state" AS ENUM('open', 'closed', 'archived');--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DEFAULT 'open'::"public"."state";--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DATA TYPE "public"."state" USING "state"::"public"."state";--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "level" SET DEFAULT 'low';--> statement-breakpoint
DROP TYPE "public"."unused";