ALTER SCHEMA "shop" RENAME TO "store";
--> statement-breakpoint
DROP VIEW "archive"."counts";--> statement-breakpoint
ALTER TABLE "store"."items" DROP CONSTRAINT "name_set";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "items_of_items_id_fk";
--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_of_items_id_fk" FOREIGN KEY ("of") REFERENCES "store"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store"."items" ADD CONSTRAINT "name_set" CHECK ("store"."items"."name" <> '');--> statement-breakpoint
CREATE VIEW "archive"."counts" AS (select count(*)::integer as n from "store"."items");