ALTER TABLE "orders" RENAME TO "old_orders";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "items_by_orders_id_fk";
--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_by_old_orders_id_fk" FOREIGN KEY ("by") REFERENCES "public"."old_orders"("id") ON DELETE no action ON UPDATE no action;