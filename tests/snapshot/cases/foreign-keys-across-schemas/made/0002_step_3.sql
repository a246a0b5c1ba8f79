ALTER TABLE "auth"."sessions" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "auth"."sessions" CASCADE;--> statement-breakpoint
ALTER TABLE "shop"."orders" DROP CONSTRAINT "orders_post_posts_id_fk";
--> statement-breakpoint
ALTER TABLE "shop"."orders" DROP CONSTRAINT "orders_user_users_id_fk";
--> statement-breakpoint
ALTER TABLE "posts" DROP CONSTRAINT "posts_user_users_id_fk";
--> statement-breakpoint
ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_user_users_id_fk" FOREIGN KEY ("user") REFERENCES "auth"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop"."orders" DROP COLUMN "post";