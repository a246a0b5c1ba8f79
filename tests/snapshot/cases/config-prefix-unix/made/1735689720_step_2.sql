ALTER TABLE "one" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "one" ADD CONSTRAINT "one_name_unique" UNIQUE("name");