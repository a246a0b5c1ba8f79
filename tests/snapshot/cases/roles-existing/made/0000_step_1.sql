CREATE TABLE "notes" (
	"id" serial PRIMARY KEY NOT NULL,
	"open" boolean
);
--> statement-breakpoint
ALTER TABLE "notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "read" ON "notes" AS PERMISSIVE FOR SELECT TO "app_reader" USING (true);--> statement-breakpoint
CREATE POLICY "write" ON "notes" AS PERMISSIVE FOR ALL TO "app_reader", "app_writer" USING (true) WITH CHECK (open);