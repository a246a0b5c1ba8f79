ALTER TYPE "public"."order_status" ADD VALUE 'returned';--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "paid_at" timestamp with time zone;