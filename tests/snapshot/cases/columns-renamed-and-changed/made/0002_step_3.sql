ALTER TYPE "public"."state" ADD VALUE 'c';--> statement-breakpoint
ALTER TABLE "bills" RENAME COLUMN "state" TO "status";--> statement-breakpoint
ALTER TABLE "bills" ALTER COLUMN "total" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "bills" ALTER COLUMN "total" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "note" text;