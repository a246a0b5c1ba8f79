ALTER TABLE "lines" ALTER COLUMN "amount" SET DATA TYPE numeric(5, 0);--> statement-breakpoint
ALTER TABLE "orders" ALTER COLUMN "total" SET DATA TYPE numeric(12, 4);--> statement-breakpoint
ALTER TABLE "orders" ALTER COLUMN "total" SET DEFAULT '0.50';--> statement-breakpoint
ALTER TABLE "orders" ALTER COLUMN "data" SET DEFAULT '{"a":1,"b":"x"}'::jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "note" text;