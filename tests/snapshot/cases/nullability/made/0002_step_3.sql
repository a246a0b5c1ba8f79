ALTER TABLE "people" ADD PRIMARY KEY ("name");--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "name" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "age" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "city" SET DEFAULT 'Basel';--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "city" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "extra" text;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_email_unique" UNIQUE("email");