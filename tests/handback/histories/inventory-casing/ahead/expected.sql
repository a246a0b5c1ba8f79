ALTER TABLE "stock_moves" ADD COLUMN "moved_by_user_id" uuid;--> statement-breakpoint
ALTER TABLE "warehouses" ADD COLUMN "is_closed" boolean DEFAULT false NOT NULL;