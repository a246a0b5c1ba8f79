CREATE TABLE "posts" (
	"id" serial PRIMARY KEY NOT NULL,
	"by" integer,
	"editor" integer NOT NULL,
	"parent" integer
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"org" integer NOT NULL,
	"number" integer NOT NULL,
	CONSTRAINT "users_org_number" UNIQUE("org","number")
);
--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_editor_users_id_fk" FOREIGN KEY ("editor") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_parent_posts_id_fk" FOREIGN KEY ("parent") REFERENCES "public"."posts"("id") ON DELETE set null ON UPDATE cascade;