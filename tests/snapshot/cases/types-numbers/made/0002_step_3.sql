ALTER TABLE "numbers" ALTER COLUMN "small" SET DATA TYPE integer;--> statement-breakpoint
ALTER TABLE "numbers" ALTER COLUMN "whole" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "numbers" ALTER COLUMN "big" SET DATA TYPE numeric(20, 0);--> statement-breakpoint
ALTER TABLE "numbers" ALTER COLUMN "price" SET DATA TYPE numeric(12, 4);--> statement-breakpoint
ALTER TABLE "numbers" ALTER COLUMN "rounded" SET DATA TYPE numeric;--> statement-breakpoint
ALTER TABLE "numbers" ALTER COLUMN "exact" SET DATA TYPE numeric(14, 2);--> statement-breakpoint
ALTER TABLE "numbers" ALTER COLUMN "single" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "numbers" ALTER COLUMN "yes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "numbers" DROP COLUMN "twice";--> statement-breakpoint
ALTER TABLE "numbers" DROP COLUMN "as_bigint";