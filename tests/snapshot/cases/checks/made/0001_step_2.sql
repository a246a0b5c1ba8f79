ALTER TABLE "items" DROP CONSTRAINT "price_positive";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "state_known";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "code_shape";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "order_of_times";--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "tags" text[];--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "data" jsonb;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "few_tags" CHECK (cardinality("items"."tags") <= 5);--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "object" CHECK (jsonb_typeof("items"."data") = 'object' and "items"."data" ? 'id');--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "not_like" CHECK ("state" NOT LIKE 'x%' AND NOT (state = 'b'));--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "case" CHECK (case when "items"."state" = 'new' then "items"."price" is not null else true end);--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "price_positive" CHECK ("items"."price" >= 0.01);--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "state_known" CHECK (state = ANY (ARRAY['new'::text, 'paid'::text]));--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "code_shape" CHECK (char_length(code) between 2 and 8);--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "order_of_times" CHECK (("items"."at" < "items"."until"));