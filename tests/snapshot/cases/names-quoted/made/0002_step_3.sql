DROP VIEW "public"."userNames";--> statement-breakpoint
ALTER TABLE "order" DROP CONSTRAINT "order_userName_unique";--> statement-breakpoint
ALTER TABLE "order" DROP CONSTRAINT "Check It";--> statement-breakpoint
ALTER TABLE "My App"."camelTable" DROP CONSTRAINT "camelTable_orderId_order_ID_fk";
--> statement-breakpoint
DROP INDEX "Order Index";--> statement-breakpoint
DROP INDEX "lowerName";--> statement-breakpoint
ALTER TABLE "order" ALTER COLUMN "select" SET DEFAULT 'Select';--> statement-breakpoint
ALTER TABLE "order" ALTER COLUMN "the State" SET DEFAULT 'it''s';--> statement-breakpoint
ALTER TABLE "My App"."camelTable" ADD CONSTRAINT "camelTable_orderId_order_ID_fk" FOREIGN KEY ("orderId") REFERENCES "public"."order"("ID") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "Partial" ON "order" USING btree ("größe") WHERE "order"."the State" = 'New!';--> statement-breakpoint
ALTER TABLE "order" DROP COLUMN "fromUser";--> statement-breakpoint
ALTER TABLE "order" DROP COLUMN "computedName";--> statement-breakpoint
ALTER TABLE "order" ADD CONSTRAINT "Größe!" UNIQUE("größe");--> statement-breakpoint
ALTER TABLE "order" ADD CONSTRAINT "Check It" CHECK ("order"."select" <> '' and "größe" is not null);