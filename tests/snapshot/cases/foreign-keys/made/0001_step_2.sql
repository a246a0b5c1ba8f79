CREATE TABLE "notes" (
	"a" integer,
	"b" integer,
	"post" integer
);
--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_by_users_id_fk";
--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_parent_posts_id_fk";
--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "org" integer DEFAULT 1;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "number" integer DEFAULT 1;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_user" FOREIGN KEY ("a","b") REFERENCES "public"."users"("org","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_post" FOREIGN KEY ("post") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_org_number_users_org_number_fk" FOREIGN KEY ("org","number") REFERENCES "public"."users"("org","number") ON DELETE set default ON UPDATE set default;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "public"."users"("id") ON DELETE restrict ON UPDATE restrict;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_parent_posts_id_fk" FOREIGN KEY ("parent") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE set null;