ALTER TYPE "public"."state" RENAME TO "status";--> statement-breakpoint
ALTER TABLE "app"."tickets" ALTER COLUMN "state" SET DATA TYPE "public"."status" USING "state"::text::"public"."status";