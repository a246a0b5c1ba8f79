CREATE POLICY "linked" ON "notes" AS PERMISSIVE FOR UPDATE TO "app_writer" USING (true);--> statement-breakpoint
ALTER POLICY "read" ON "notes" TO app_reader,app_writer USING ("notes"."open");--> statement-breakpoint
ALTER POLICY "write" ON "notes" TO app_writer USING (true) WITH CHECK (open);