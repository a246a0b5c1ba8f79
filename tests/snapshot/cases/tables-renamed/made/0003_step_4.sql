ALTER TABLE "people" DROP CONSTRAINT "users_email_set";--> statement-breakpoint
ALTER TABLE "articles" DROP CONSTRAINT "articles_by_people_id_fk";
--> statement-breakpoint
DROP INDEX "users_email_lower";--> statement-breakpoint
ALTER TABLE "articles" ALTER COLUMN "by" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "articles" ALTER COLUMN "title" SET DEFAULT 'untitled';--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_by_people_id_fk" FOREIGN KEY ("by") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "users_email_set" CHECK (email <> '' and "people"."id" > 0);