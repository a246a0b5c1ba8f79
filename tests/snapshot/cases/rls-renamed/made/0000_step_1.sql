CREATE TABLE "notes" (
	"id" integer
);
--> statement-breakpoint
ALTER TABLE "notes" ENABLE ROW LEVEL SECURITY;