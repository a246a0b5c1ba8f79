CREATE TABLE "shop_account" (
	"user_id" integer NOT NULL,
	"provider" varchar(255) NOT NULL,
	"account" varchar(255) NOT NULL,
	CONSTRAINT "shop_account_provider_account_pk" PRIMARY KEY("provider","account")
);
--> statement-breakpoint
ALTER TABLE "shop_posts" ADD COLUMN "created_at" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL;--> statement-breakpoint
ALTER TABLE "shop_posts" ADD COLUMN "updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "shop_users" ADD COLUMN "created_at" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL;--> statement-breakpoint
ALTER TABLE "shop_users" ADD COLUMN "updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "shop_account" ADD CONSTRAINT "shop_account_user_id_shop_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."shop_users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_user_id_idx" ON "shop_account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "created_by_idx" ON "shop_posts" USING btree ("created_by");