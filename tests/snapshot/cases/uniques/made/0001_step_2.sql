CREATE TABLE "later" (
	"a" integer,
	"b" integer,
	CONSTRAINT "later_b_unique" UNIQUE NULLS NOT DISTINCT("b")
);
--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_code_area_unique";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "zip" text;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_code_area" UNIQUE("code","area");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_zip" UNIQUE NULLS NOT DISTINCT("zip","area");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_zip_unique" UNIQUE NULLS NOT DISTINCT("zip");