CREATE TABLE "shop_posts" (
	"id" serial PRIMARY KEY NOT NULL,
	"created_by" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shop_users" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" varchar(256)
);
--> statement-breakpoint
ALTER TABLE "shop_posts" ADD CONSTRAINT "shop_posts_created_by_shop_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."shop_users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "name_idx" ON "shop_users" USING btree ("name");