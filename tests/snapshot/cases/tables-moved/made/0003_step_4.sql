ALTER TABLE "app"."reports" DROP CONSTRAINT "reports_name_unique";--> statement-breakpoint
DROP INDEX "app"."reports_name";--> statement-breakpoint
ALTER TABLE "notes" ALTER COLUMN "at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "app"."reports" ADD COLUMN "by" integer;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "more" text;--> statement-breakpoint
ALTER TABLE "app"."reports" ADD CONSTRAINT "reports_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reports_by" ON "app"."reports" USING btree ("by");