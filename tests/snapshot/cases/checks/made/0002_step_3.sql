CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "app"."in_schema" (
	"n" integer NOT NULL,
	"m" integer,
	CONSTRAINT "n_over_m" CHECK ("app"."in_schema"."n" > "app"."in_schema"."m"),
	CONSTRAINT "price_limits" CHECK ("app"."in_schema"."n" <> 0 and ("app"."in_schema"."m" is distinct from 1))
);
--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "price_positive";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "code_shape";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "order_of_times";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "object";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "not_like";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "case";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "state_known";--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "at";--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "until";--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "data";--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "price_limits" CHECK ("items"."price" BETWEEN 1 AND 1000);--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "state_known" CHECK ("items"."state" in ('new','paid'));