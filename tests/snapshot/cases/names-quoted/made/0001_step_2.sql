CREATE SCHEMA "My App";
--> statement-breakpoint
ALTER TYPE "public"."Order State" ADD VALUE 'ünï';--> statement-breakpoint
CREATE TABLE "My App"."camelTable" (
	"orderId" integer,
	"group" text,
	CONSTRAINT "camelTable_orderId_group_pk" PRIMARY KEY("orderId","group")
);
--> statement-breakpoint
ALTER TABLE "order" ADD COLUMN "fromUser" integer;--> statement-breakpoint
ALTER TABLE "order" ADD COLUMN "computedName" text GENERATED ALWAYS AS ("order"."userName" || '!') STORED;--> statement-breakpoint
ALTER TABLE "My App"."camelTable" ADD CONSTRAINT "camelTable_orderId_order_ID_fk" FOREIGN KEY ("orderId") REFERENCES "public"."order"("ID") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lowerName" ON "order" USING btree (lower("userName"));--> statement-breakpoint
CREATE VIEW "public"."userNames" AS (select "userName" from "order");