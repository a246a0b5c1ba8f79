ALTER TYPE "a"."kind" ADD VALUE 'z';--> statement-breakpoint
ALTER TABLE "a"."users" DROP CONSTRAINT "users_email_unique";--> statement-breakpoint
DROP INDEX "users_kind";--> statement-breakpoint
DROP INDEX "a"."users_kind";--> statement-breakpoint
DROP INDEX "b"."users_kind";--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "kind" SET DEFAULT 'two';--> statement-breakpoint
ALTER TABLE "a"."users" ALTER COLUMN "kind" SET DEFAULT 'y';--> statement-breakpoint
ALTER TABLE "a"."users" ADD COLUMN "other" "b"."kind";--> statement-breakpoint
ALTER TABLE "b"."users" ADD COLUMN "of" integer;--> statement-breakpoint
ALTER TABLE "b"."users" ADD CONSTRAINT "users_of_users_id_fk" FOREIGN KEY ("of") REFERENCES "a"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "users_kind" ON "users" USING btree ("kind" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "users_kind" ON "a"."users" USING btree ("kind","email");--> statement-breakpoint
CREATE INDEX "users_kind" ON "b"."users" USING btree ("kind") WHERE kind = 'p';--> statement-breakpoint
ALTER TABLE "a"."users" ADD CONSTRAINT "users_check" CHECK ("a"."users"."email" <> 'a');--> statement-breakpoint
ALTER TABLE "b"."users" ADD CONSTRAINT "users_check" CHECK ("b"."users"."email" <> 'b');--> statement-breakpoint
CREATE VIEW "a"."names" AS (select "email" from "a"."users");--> statement-breakpoint
CREATE VIEW "b"."names" AS (select "email", "kind" from "b"."users");