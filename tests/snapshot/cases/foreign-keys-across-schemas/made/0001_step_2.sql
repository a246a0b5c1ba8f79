CREATE SCHEMA "shop";
--> statement-breakpoint
CREATE TABLE "shop"."orders" (
	"id" serial PRIMARY KEY NOT NULL,
	"user" uuid,
	"post" integer,
	"before" integer
);
--> statement-breakpoint
CREATE TABLE "auth"."sessions" (
	"user" uuid
);
--> statement-breakpoint
ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_user_users_id_fk" FOREIGN KEY ("user") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_post_posts_id_fk" FOREIGN KEY ("post") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_before_orders_id_fk" FOREIGN KEY ("before") REFERENCES "shop"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."sessions" ADD CONSTRAINT "sessions_user_users_id_fk" FOREIGN KEY ("user") REFERENCES "auth"."users"("id") ON DELETE cascade ON UPDATE no action;