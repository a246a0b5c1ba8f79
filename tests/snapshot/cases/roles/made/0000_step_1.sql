CREATE ROLE "case_admin" WITH CREATEDB CREATEROLE NOINHERIT;--> statement-breakpoint
CREATE ROLE "case_reader";--> statement-breakpoint
CREATE TABLE "notes" (
	"id" serial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "admin" ON "notes" AS PERMISSIVE FOR ALL TO "case_admin" USING (true);