CREATE TABLE "posts" (
	"byAccount" integer NOT NULL,
	"isOpen" boolean DEFAULT false
);
--> statement-breakpoint
DROP INDEX "user_accounts_lastName_index";--> statement-breakpoint
ALTER TABLE "user_accounts" ALTER COLUMN "lastName" SET DEFAULT 'none';--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_byAccount_user_accounts_accountId_fk" FOREIGN KEY ("byAccount") REFERENCES "public"."user_accounts"("accountId") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_accounts" ADD CONSTRAINT "first_set" CHECK ("user_accounts"."firstName" <> '');