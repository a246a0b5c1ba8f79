ALTER TYPE "b"."kind" ADD VALUE 'r';--> statement-breakpoint
ALTER TABLE "users" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP VIEW "b"."names";--> statement-breakpoint
DROP TABLE "users" CASCADE;--> statement-breakpoint
ALTER TABLE "b"."users" DROP CONSTRAINT "users_check";--> statement-breakpoint
ALTER TABLE "b"."users" DROP CONSTRAINT "users_of_users_id_fk";
--> statement-breakpoint
DROP INDEX "a"."users_kind";--> statement-breakpoint
DROP INDEX "b"."users_kind";--> statement-breakpoint
ALTER TABLE "a"."users" ALTER COLUMN "kind" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "a"."users" ALTER COLUMN "other" SET DEFAULT 'q';--> statement-breakpoint
ALTER TABLE "b"."users" ALTER COLUMN "kind" SET DEFAULT 'q';--> statement-breakpoint
CREATE INDEX "users_kind" ON "b"."users" USING btree ("kind");--> statement-breakpoint
ALTER TABLE "b"."users" DROP COLUMN "of";--> statement-breakpoint
ALTER TABLE "b"."users" ADD CONSTRAINT "users_check" CHECK ("b"."users"."email" <> 'bb');--> statement-breakpoint
DROP TYPE "public"."kind";