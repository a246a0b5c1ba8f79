CREATE SEQUENCE "public"."invoice_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1000 CACHE 1;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "invoice" bigint DEFAULT nextval('invoice_numbers');--> statement-breakpoint
CREATE VIEW "public"."sales" AS (select "product_id", sum("quantity") as "sold" from "order_lines" group by "order_lines"."product_id");