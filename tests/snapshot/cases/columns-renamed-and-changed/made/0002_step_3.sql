ALTER TYPE "public"."state" ADD VALUE 'c';--> statement-breakpoint
ALTER TABLE "bills" RENAME COLUMN "state" TO "status";--> statement-breakpoint
ALTER TABLE "bills" ALTER COLUMN "total" SET DATA TYPE numeric(10, 2);--> statement-breakpoint
ALTER TABLE "bills" ALTER COLUMN "total" SET DEFAULT '1';--> statement-breakpoint
ALTER TABLE "bills" ALTER COLUMN "total" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "note" text;