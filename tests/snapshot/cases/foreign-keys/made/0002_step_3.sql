ALTER TABLE "notes" DROP CONSTRAINT "notes_post";
--> statement-breakpoint
ALTER TABLE "notes" DROP CONSTRAINT "notes_user";
--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_by_users_id_fk";
--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_parent_posts_id_fk";
--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_org_number_users_org_number_fk";
--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_editor_users_id_fk";
--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_user" FOREIGN KEY ("b","a") REFERENCES "public"."users"("number","org") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_tree" FOREIGN KEY ("parent") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_editor_users_id_fk" FOREIGN KEY ("editor") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE cascade;