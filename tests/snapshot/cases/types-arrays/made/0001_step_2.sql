ALTER TABLE "lists" ALTER COLUMN "whole" SET DEFAULT '{}';--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "texts" SET DEFAULT '{"a","b c"}';--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "grid" SET DEFAULT '{{1,2},{3,4}}';--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "codes" SET DEFAULT '{}'::varchar[];--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "prices" SET DEFAULT '{"1.50"}';--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "moods" SET DEFAULT '{"ok"}';--> statement-breakpoint
ALTER TABLE "lists" ADD COLUMN "yes" boolean[] DEFAULT '{true,false}';--> statement-breakpoint
ALTER TABLE "lists" ADD COLUMN "ids" uuid[] DEFAULT ARRAY[]::uuid[] NOT NULL;