ALTER TABLE "users" ALTER COLUMN "name" SET DEFAULT 'nobody';--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "updated_at" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "users_name" ON "users" USING btree ("name");