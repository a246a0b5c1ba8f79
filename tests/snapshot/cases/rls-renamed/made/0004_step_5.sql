ALTER TABLE "app"."memos" ADD COLUMN "a" integer;--> statement-breakpoint
DROP POLICY "all" ON "app"."memos" CASCADE;