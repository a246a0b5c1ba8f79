CREATE TABLE "dated" (
	"day" date DEFAULT '2024-02-29',
	"day_as_date" date DEFAULT '2024-03-01',
	"at" timestamp DEFAULT '2024-03-01 10:11:12.345',
	"at_zone" timestamp with time zone DEFAULT '2024-03-01T10:11:12.345Z',
	"at_text" timestamp DEFAULT '2024-03-01 10:11:12',
	"clock" time DEFAULT '10:11:12',
	"span" interval DEFAULT '1 day 02:00:00',
	"span_words" interval DEFAULT '90 minutes',
	"now" timestamp DEFAULT now() NOT NULL,
	"today" date DEFAULT now(),
	"noon" time DEFAULT now()
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"object" jsonb DEFAULT '{"a":1,"b":[true,null],"c":"x"}'::jsonb,
	"list" jsonb DEFAULT '[]'::jsonb,
	"plain" json DEFAULT '{"deep":{"er":"y"}}'::json,
	"address" "inet" DEFAULT '127.0.0.1',
	"network" "cidr" DEFAULT '10.0.0.0/8',
	"card" "macaddr" DEFAULT '08:00:2b:01:02:03',
	"id" uuid DEFAULT '00000000-0000-0000-0000-000000000001'
);
--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "whole" SET DEFAULT 6;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "negative" SET DEFAULT -70;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "zero" SET DEFAULT 1;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "big" SET DEFAULT -1;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "exact" SET DEFAULT '0';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "exact_number" SET DEFAULT -3;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "single" SET DEFAULT 2;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "twice" SET DEFAULT 3.25;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "yes" SET DEFAULT false;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "no" SET DEFAULT true;--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "words" SET DEFAULT 'now()';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "quoted" SET DEFAULT '''''';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "empty" SET DEFAULT ' ';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "lines" SET DEFAULT 'tab	here';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "dollars" SET DEFAULT '$$';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "short" SET DEFAULT '5';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "fixed" SET DEFAULT 'xy';--> statement-breakpoint
ALTER TABLE "values" ALTER COLUMN "mood" SET DEFAULT 'happy';