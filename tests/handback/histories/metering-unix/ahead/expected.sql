DROP INDEX "readings_bad_idx";--> statement-breakpoint
ALTER TABLE "readings" ALTER COLUMN "kwh" SET DATA TYPE numeric(24, 8);--> statement-breakpoint
ALTER TABLE "tariffs" ADD COLUMN "note" text;--> statement-breakpoint
CREATE INDEX "readings_bad_idx" ON "readings" USING hash ("meter_id") WHERE "readings"."quality" < -1;