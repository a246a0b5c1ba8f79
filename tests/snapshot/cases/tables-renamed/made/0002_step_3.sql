ALTER TABLE "posts" RENAME TO "articles";--> statement-breakpoint
ALTER TABLE "articles" DROP CONSTRAINT "posts_by_people_id_fk";
--> statement-breakpoint
DROP INDEX "posts_by_index";--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "title" text;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_by_people_id_fk" FOREIGN KEY ("by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "articles_by_index" ON "articles" USING btree ("by");