CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "app"."notes" (
	"id" serial PRIMARY KEY NOT NULL,
	"tenant" uuid
);
--> statement-breakpoint
ALTER TABLE "app"."notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP POLICY "add" ON "notes" CASCADE;--> statement-breakpoint
DROP POLICY "bare" ON "notes" CASCADE;--> statement-breakpoint
CREATE POLICY "change" ON "notes" AS PERMISSIVE FOR UPDATE TO public USING (exists (select 1 from notes n where n.id = 1)) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenant" ON "app"."notes" AS PERMISSIVE FOR ALL TO public USING (tenant = current_setting('app.tenant')::uuid);--> statement-breakpoint
ALTER POLICY "own" ON "notes" TO public USING ("notes"."owner" = session_user) WITH CHECK ((owner = session_user));--> statement-breakpoint
ALTER POLICY "read" ON "notes" TO public USING (open or owner = 'x');--> statement-breakpoint
ALTER POLICY "never" ON "notes" TO current_user USING (not open);