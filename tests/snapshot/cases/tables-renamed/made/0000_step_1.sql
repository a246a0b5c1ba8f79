CREATE TABLE "posts" (
	"id" serial PRIMARY KEY NOT NULL,
	"by" integer
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "users_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_email_set" CHECK (email <> '')
);
--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "posts_by_index" ON "posts" USING btree ("by");--> statement-breakpoint
CREATE INDEX "users_email_lower" ON "users" USING btree (lower("email"));