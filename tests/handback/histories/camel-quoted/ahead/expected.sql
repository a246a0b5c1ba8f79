ALTER TABLE "Team" ALTER COLUMN "name" SET DATA TYPE varchar(120);--> statement-breakpoint
ALTER TABLE "ProjectBoard" ADD COLUMN "hidden from" text[];