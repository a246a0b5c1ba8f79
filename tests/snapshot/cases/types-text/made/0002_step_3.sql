ALTER TABLE "words" ALTER COLUMN "plain" SET DATA TYPE varchar(500);--> statement-breakpoint
ALTER TABLE "words" ALTER COLUMN "any" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "words" ALTER COLUMN "short" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "words" ALTER COLUMN "fixed" SET DATA TYPE char(14);--> statement-breakpoint
ALTER TABLE "words" ALTER COLUMN "parsed" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "words" DROP COLUMN "raw";