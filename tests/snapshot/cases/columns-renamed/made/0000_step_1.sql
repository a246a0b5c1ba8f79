CREATE TABLE "posts" (
	"id" serial PRIMARY KEY NOT NULL,
	"by" integer
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"email" text DEFAULT 'x' NOT NULL,
	"first" text,
	"last" text,
	"full" text GENERATED ALWAYS AS (last || '!') STORED,
	CONSTRAINT "users_names" UNIQUE("first","last"),
	CONSTRAINT "email_set" CHECK (email <> '')
);
--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "users_email" ON "users" USING btree ("email");