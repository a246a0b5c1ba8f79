ALTER TABLE "items" drop column "code";--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "code" text GENERATED ALWAYS AS (lower(title)) STORED;