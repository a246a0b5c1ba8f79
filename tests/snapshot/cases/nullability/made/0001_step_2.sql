ALTER TABLE "people" ALTER COLUMN "name" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "email" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "age" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "city" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "city" DROP NOT NULL;