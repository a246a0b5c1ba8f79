CREATE TABLE "notes" (
	"id" serial PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"open" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "own" ON "notes" AS PERMISSIVE FOR ALL TO public USING ("notes"."owner" = current_user) WITH CHECK ("notes"."owner" = current_user);--> statement-breakpoint
CREATE POLICY "read" ON "notes" AS PERMISSIVE FOR SELECT TO public USING (open);--> statement-breakpoint
CREATE POLICY "never" ON "notes" AS RESTRICTIVE FOR DELETE TO current_user USING (false);--> statement-breakpoint
CREATE POLICY "add" ON "notes" AS PERMISSIVE FOR INSERT TO public WITH CHECK (length(owner) > 0);--> statement-breakpoint
CREATE POLICY "bare" ON "notes" AS PERMISSIVE FOR ALL TO public;