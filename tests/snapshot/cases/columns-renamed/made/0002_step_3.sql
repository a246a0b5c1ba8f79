ALTER TABLE "posts" RENAME COLUMN "by" TO "author";--> statement-breakpoint
ALTER TABLE "users" RENAME COLUMN "mail" TO "address";--> statement-breakpoint
ALTER TABLE "users" RENAME COLUMN "first" TO "given";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_names";--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_by_users_id_fk";
--> statement-breakpoint
DROP INDEX "users_email";--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_users_id_fk" FOREIGN KEY ("author") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_names" UNIQUE("given","last");