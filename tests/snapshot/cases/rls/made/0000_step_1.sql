CREATE TABLE "closed" (
	"id" serial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "closed" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "open" (
	"id" serial PRIMARY KEY NOT NULL
);
