CREATE SCHEMA "audit";
--> statement-breakpoint
CREATE TABLE "audit"."changes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"who" text DEFAULT current_user NOT NULL,
	"row" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "customers" ALTER COLUMN "address" SET DEFAULT '{"country":"CH"}'::jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "note" text;--> statement-breakpoint
CREATE INDEX "changes_at_index" ON "audit"."changes" USING brin ("at");