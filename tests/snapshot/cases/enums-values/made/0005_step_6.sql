ALTER TABLE "tickets" ALTER COLUMN "state" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "tickets" DROP COLUMN "level";--> statement-breakpoint
ALTER TABLE "tickets" DROP COLUMN "kind";--> statement-breakpoint
DROP TYPE "public"."kind";--> statement-breakpoint
DROP TYPE "public"."level";