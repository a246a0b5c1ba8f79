DROP INDEX "people_search";--> statement-breakpoint
DROP INDEX "people_full_index";--> statement-breakpoint
ALTER TABLE "boxes" drop column "half";--> statement-breakpoint
ALTER TABLE "boxes" ADD COLUMN "half" integer GENERATED ALWAYS AS ((w / 2)::integer) STORED;--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "full" DROP EXPRESSION;--> statement-breakpoint
ALTER TABLE "people" drop column "width";--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "width" integer GENERATED ALWAYS AS (char_length("people"."last")) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "boxes" ADD COLUMN "json" jsonb DEFAULT '{"a":"b"}'::jsonb;--> statement-breakpoint
ALTER TABLE "boxes" ADD COLUMN "picked" text GENERATED ALWAYS AS (json ->> 'a') STORED;--> statement-breakpoint
ALTER TABLE "boxes" DROP COLUMN "kind";--> statement-breakpoint
ALTER TABLE "people" DROP COLUMN "upper";--> statement-breakpoint
ALTER TABLE "people" DROP COLUMN "search";--> statement-breakpoint
ALTER TABLE "boxes" ADD CONSTRAINT "area_positive" CHECK ("boxes"."area" > 0);