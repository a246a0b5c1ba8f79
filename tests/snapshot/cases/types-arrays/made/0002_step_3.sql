ALTER TABLE "lists" ALTER COLUMN "whole" SET DATA TYPE bigint[];--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "whole" SET DEFAULT '{}';--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "texts" SET DEFAULT ARRAY['x', 'y']::text[];--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "texts" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "grid" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "prices" SET DEFAULT '{"1.50","2.25"}';--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "moods" SET DEFAULT '{"ok","happy"}';--> statement-breakpoint
ALTER TABLE "lists" ALTER COLUMN "moods" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "lists_texts_index" ON "lists" USING gin ("texts");--> statement-breakpoint
CREATE INDEX "lists_whole" ON "lists" USING gin ("whole");--> statement-breakpoint
ALTER TABLE "lists" DROP COLUMN "board";--> statement-breakpoint
ALTER TABLE "lists" DROP COLUMN "times";