CREATE TABLE "kept" (
	"id" serial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
DROP VIEW "public"."things_seen";--> statement-breakpoint
DROP TABLE "things" CASCADE;--> statement-breakpoint
DROP TYPE "public"."state";