ALTER TABLE "users" RENAME COLUMN "email" TO "mail";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "email_set";--> statement-breakpoint
DROP INDEX "users_email";--> statement-breakpoint
CREATE INDEX "users_email" ON "users" USING btree ("mail");