ALTER TABLE "users" RENAME TO "people";--> statement-breakpoint
ALTER TABLE "people" DROP CONSTRAINT "users_email_unique";--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_by_users_id_fk";
--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_by_people_id_fk" FOREIGN KEY ("by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_email_unique" UNIQUE("email");