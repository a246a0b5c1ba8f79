ALTER TABLE "app"."things" ALTER COLUMN "at" SET DATA TYPE timestamp;--> statement-breakpoint
ALTER TABLE "app"."things" ALTER COLUMN "at" DROP DEFAULT;