ALTER TYPE "public"."channel" ADD VALUE 'video';--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "headers" SET DEFAULT '{}'::json;--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "headers" SET NOT NULL;