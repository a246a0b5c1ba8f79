DROP VIEW "public"."sales";--> statement-breakpoint
ALTER TABLE "order_lines" RENAME TO "order_items";--> statement-breakpoint
ALTER TABLE "order_items" DROP CONSTRAINT "order_lines_quantity";--> statement-breakpoint
ALTER TABLE "order_items" DROP CONSTRAINT "order_lines_order_id_orders_id_fk";
--> statement-breakpoint
ALTER TABLE "order_items" DROP CONSTRAINT "order_lines_product_id_products_id_fk";
--> statement-breakpoint
ALTER TABLE "order_items" DROP CONSTRAINT "order_lines_order_id_product_id_pk";--> statement-breakpoint
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_order_id_product_id_pk" PRIMARY KEY("order_id","product_id");--> statement-breakpoint
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_quantity" CHECK ("order_items"."quantity" > 0);--> statement-breakpoint
CREATE VIEW "public"."sales" AS (select "product_id", sum("quantity") as "sold" from "order_items" group by "order_items"."product_id");