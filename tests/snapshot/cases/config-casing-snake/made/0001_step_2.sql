ALTER TABLE "userAccounts" DROP CONSTRAINT "nameSet";--> statement-breakpoint
DROP INDEX "userAccounts_first_name_last_name_index";--> statement-breakpoint
ALTER TABLE "blogPosts" ADD COLUMN "created_at" timestamp DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "userAccounts" ADD COLUMN "keptName" text;--> statement-breakpoint
ALTER TABLE "userAccounts" ADD COLUMN "full_name" text GENERATED ALWAYS AS ("userAccounts"."first_name" || 'x') STORED;--> statement-breakpoint
ALTER TABLE "blogPosts" ADD CONSTRAINT "blogPosts_post_id_userAccounts_account_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."userAccounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "lowerEmail" ON "userAccounts" USING btree (lower("email_address")) WHERE "userAccounts"."the_state" = 'new';--> statement-breakpoint
CREATE INDEX "userAccounts_first_name_last_name_index" ON "userAccounts" USING btree ("first_name" DESC NULLS LAST,"last_name");--> statement-breakpoint
ALTER TABLE "userAccounts" ADD CONSTRAINT "nameSet" CHECK ("userAccounts"."first_name" <> '' and "userAccounts"."last_name" <> '');--> statement-breakpoint
CREATE VIEW "public"."accountNames" AS (select first_name from "userAccounts");