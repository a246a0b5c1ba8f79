CREATE TYPE "public"."userState" AS ENUM('new', 'old');--> statement-breakpoint
CREATE TABLE "blogPosts" (
	"post_id" integer GENERATED ALWAYS AS IDENTITY (sequence name "blogPosts_post_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"written_by" integer,
	"html_body" text,
	CONSTRAINT "blogPosts_post_id_written_by_pk" PRIMARY KEY("post_id","written_by")
);
--> statement-breakpoint
CREATE TABLE "userAccounts" (
	"account_id" serial PRIMARY KEY NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text,
	"email_address" text,
	"the_state" "userState" DEFAULT 'new',
	CONSTRAINT "userAccounts_emailAddress_unique" UNIQUE("email_address"),
	CONSTRAINT "userAccounts_lastName_emailAddress_unique" UNIQUE("last_name","email_address"),
	CONSTRAINT "nameSet" CHECK ("userAccounts"."first_name" <> '')
);
--> statement-breakpoint
ALTER TABLE "blogPosts" ADD CONSTRAINT "blogPosts_written_by_userAccounts_account_id_fk" FOREIGN KEY ("written_by") REFERENCES "public"."userAccounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "userAccounts_first_name_last_name_index" ON "userAccounts" USING btree ("first_name","last_name");