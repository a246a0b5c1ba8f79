ALTER TABLE "later" DROP CONSTRAINT "later_b_unique";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_email_unique";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_by_name";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_zip_unique";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_phone";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_code_area";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_zip";--> statement-breakpoint
ALTER TABLE "later" ADD CONSTRAINT "later_a_unique" UNIQUE("a");--> statement-breakpoint
ALTER TABLE "later" ADD CONSTRAINT "later_ab" UNIQUE("b","a");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_name" UNIQUE("name");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_phone" UNIQUE("phone");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_code_area" UNIQUE("area","code");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_zip" UNIQUE("zip","area");