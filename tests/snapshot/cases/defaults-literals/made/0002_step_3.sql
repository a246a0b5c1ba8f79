ALTER TABLE "dated" ALTER COLUMN "day" SET DEFAULT '2024-02-28';--> statement-breakpoint
ALTER TABLE "dated" ALTER COLUMN "at" SET DEFAULT '2025-03-01 00:00:00.000';--> statement-breakpoint
ALTER TABLE "dated" ALTER COLUMN "at_zone" SET DEFAULT now();--> statement-breakpoint
ALTER TABLE "dated" ALTER COLUMN "span" SET DEFAULT '1 mon';--> statement-breakpoint
ALTER TABLE "dated" ALTER COLUMN "now" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "dated" ALTER COLUMN "today" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "documents" ALTER COLUMN "object" SET DEFAULT '{}'::jsonb;--> statement-breakpoint
ALTER TABLE "documents" ALTER COLUMN "list" SET DEFAULT '["a"]'::jsonb;--> statement-breakpoint
ALTER TABLE "documents" ALTER COLUMN "plain" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "documents" ALTER COLUMN "id" SET DEFAULT uuid_in('00000000-0000-0000-0000-000000000002');--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "whole" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "negative" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "zero" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "big" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "exact" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "exact_number" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "single" SET DEFAULT -0.5;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "twice" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "yes" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "no" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "words" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "quoted" SET DEFAULT 'a''b''''c';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "empty" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "mood" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "values" ADD COLUMN "late" integer DEFAULT 42 NOT NULL;--> statement-breakpoint
ALTER TABLE "dated" DROP COLUMN "day_as_date";--> statement-breakpoint
ALTER TABLE "dated" DROP COLUMN "at_text";--> statement-breakpoint
ALTER TABLE "dated" DROP COLUMN "clock";--> statement-breakpoint
ALTER TABLE "dated" DROP COLUMN "span_words";--> statement-breakpoint
ALTER TABLE "dated" DROP COLUMN "noon";--> statement-breakpoint
ALTER TABLE "documents" DROP COLUMN "address";--> statement-breakpoint
ALTER TABLE "documents" DROP COLUMN "network";--> statement-breakpoint
ALTER TABLE "documents" DROP COLUMN "card";--> statement-breakpoint
ALTER TABLE "values" DROP COLUMN "lines";--> statement-breakpoint
ALTER TABLE "values" DROP COLUMN "dollars";--> statement-breakpoint
ALTER TABLE "values" DROP COLUMN "short";--> statement-breakpoint
ALTER TABLE "values" DROP COLUMN "fixed";