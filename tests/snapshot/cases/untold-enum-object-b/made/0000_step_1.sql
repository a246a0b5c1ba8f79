CREATE TYPE "public"."kind" AS ENUM('bug', 'wish');--> statement-breakpoint
CREATE TABLE "tickets" (
	"kind" "kind" DEFAULT 'wish'
);
