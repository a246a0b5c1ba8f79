ALTER TABLE "order" ALTER COLUMN "select" SET DEFAULT 'again';--> statement-breakpoint
ALTER TABLE "order" DROP COLUMN "userName";