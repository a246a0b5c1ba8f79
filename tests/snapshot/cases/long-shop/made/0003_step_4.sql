ALTER TYPE "public"."order_state" ADD VALUE 'packed' BEFORE 'shipped';--> statement-breakpoint
ALTER TYPE "public"."order_state" ADD VALUE 'returned';--> statement-breakpoint
ALTER TABLE "order_lines" ADD COLUMN "sum" numeric(12, 2) GENERATED ALWAYS AS (quantity * price) STORED;