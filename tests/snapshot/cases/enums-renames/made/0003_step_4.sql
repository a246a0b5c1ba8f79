ALTER TYPE "app"."status" ADD VALUE 'lost';--> statement-breakpoint
ALTER TABLE "app"."tickets" ALTER COLUMN "state" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "app"."tickets" ALTER COLUMN "level" SET DEFAULT 'high';--> statement-breakpoint
ALTER TABLE "tickets" ALTER COLUMN "state" SET DEFAULT 'closed';