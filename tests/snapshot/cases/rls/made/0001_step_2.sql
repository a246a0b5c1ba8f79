CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "app"."in_app" (
	"id" integer
);
--> statement-breakpoint
ALTER TABLE "app"."in_app" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "open" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "closed" DISABLE ROW LEVEL SECURITY;