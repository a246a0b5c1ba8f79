DROP VIEW "archive"."counts";--> statement-breakpoint
ALTER TABLE "store"."items" DROP CONSTRAINT "name_set";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "items_of_items_id_fk";
--> statement-breakpoint
ALTER TABLE "store"."items" ADD COLUMN "state" "store"."state" DEFAULT 'open';--> statement-breakpoint
ALTER TABLE "store"."items" ADD CONSTRAINT "name_set" CHECK ("items"."name" <> '');