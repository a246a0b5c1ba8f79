DROP INDEX "byte_awards_expires_at_idx";--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "reply_to" text;--> statement-breakpoint
CREATE INDEX "byte_awards_expires_at_idx" ON "byte_awards" USING btree ("expires_at","user_id") WHERE expires_at IS NOT NULL;