ALTER TABLE "closed" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "open" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "app"."in_app" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "closed" ADD COLUMN "a" integer;--> statement-breakpoint
CREATE POLICY "read" ON "closed" AS PERMISSIVE FOR SELECT TO public USING (true);--> statement-breakpoint
CREATE POLICY "all" ON "open" AS PERMISSIVE FOR ALL TO public;