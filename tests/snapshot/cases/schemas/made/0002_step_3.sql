ALTER TABLE "shop"."items" DROP COLUMN "state";--> statement-breakpoint
ALTER TABLE "archive"."items" DROP COLUMN "old";