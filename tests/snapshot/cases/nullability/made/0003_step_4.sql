ALTER TABLE "people" DROP CONSTRAINT "people_email_unique";--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "age" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "city" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "extra" SET DEFAULT 'x';--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "extra" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "people" DROP COLUMN "email";