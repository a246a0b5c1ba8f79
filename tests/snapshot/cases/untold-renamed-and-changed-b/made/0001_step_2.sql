ALTER TABLE "bills" RENAME COLUMN "amount" TO "total";--> statement-breakpoint
ALTER TABLE "bills" RENAME COLUMN "state" TO "status";