CREATE TABLE "lines" (
	"id" serial PRIMARY KEY NOT NULL,
	"order" uuid,
	"amount" numeric(5)
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"total" numeric(12, 3) DEFAULT '0' NOT NULL,
	"weight" numeric,
	"data" jsonb,
	"changed" timestamp
);
--> statement-breakpoint
ALTER TABLE "lines" ADD CONSTRAINT "lines_order_orders_id_fk" FOREIGN KEY ("order") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;