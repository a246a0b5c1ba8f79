CREATE TABLE "counters" (
	"small" "smallserial" NOT NULL,
	"whole" serial NOT NULL,
	"big" bigserial NOT NULL,
	"bigger" bigserial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "as_number" numeric(6, 0);--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "as_bigint" numeric;