CREATE TABLE "notes" (
	"id" integer PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "all" ON "notes" AS PERMISSIVE FOR ALL TO public;