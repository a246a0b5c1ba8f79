CREATE TABLE "items" (
	"id" serial PRIMARY KEY NOT NULL,
	"by" integer
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" serial PRIMARY KEY NOT NULL,
	"note" text
);
--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_by_orders_id_fk" FOREIGN KEY ("by") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;