ALTER TABLE "posts" ALTER COLUMN "author" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "address" SET DEFAULT 'y';--> statement-breakpoint
CREATE INDEX "users_email" ON "users" USING btree ("address","given" DESC NULLS LAST);--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "address_set" CHECK ("users"."address" <> '');