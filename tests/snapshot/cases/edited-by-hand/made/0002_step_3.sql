DROP INDEX IF EXISTS "posts_by";--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "words_positive" CHECK ("posts"."words" >= 0) NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT words_positive;