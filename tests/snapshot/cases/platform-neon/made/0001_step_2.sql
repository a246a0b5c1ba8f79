ALTER TABLE "todos" ADD COLUMN "task" text NOT NULL;--> statement-breakpoint
CREATE POLICY "crud-anonymous-policy-select" ON "todos" AS PERMISSIVE FOR SELECT TO "anonymous" USING (true);--> statement-breakpoint
CREATE POLICY "crud-anonymous-policy-insert" ON "todos" AS PERMISSIVE FOR INSERT TO "anonymous" WITH CHECK (false);--> statement-breakpoint
CREATE POLICY "crud-anonymous-policy-update" ON "todos" AS PERMISSIVE FOR UPDATE TO "anonymous" USING (false) WITH CHECK (false);--> statement-breakpoint
CREATE POLICY "crud-anonymous-policy-delete" ON "todos" AS PERMISSIVE FOR DELETE TO "anonymous" USING (false);--> statement-breakpoint
ALTER POLICY "crud-authenticated-policy-select" ON "todos" TO authenticated USING (true);