ALTER TABLE "bills" ALTER COLUMN "total" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "bills" ALTER COLUMN "status" SET DEFAULT 'b';