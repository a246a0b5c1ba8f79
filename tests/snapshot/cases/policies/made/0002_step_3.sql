ALTER TABLE "app"."notes" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER POLICY "own" ON "notes" RENAME TO "own rows";--> statement-breakpoint
DROP POLICY "tenant" ON "app"."notes" CASCADE;--> statement-breakpoint
DROP POLICY "never" ON "notes" CASCADE;--> statement-breakpoint
DROP POLICY "change" ON "notes" CASCADE;--> statement-breakpoint
CREATE POLICY "never" ON "notes" AS PERMISSIVE FOR DELETE TO current_user USING (not open);--> statement-breakpoint
CREATE POLICY "change" ON "notes" AS PERMISSIVE FOR ALL TO public USING (true);--> statement-breakpoint
ALTER POLICY "read" ON "notes" TO current_user USING (open or owner = 'x');