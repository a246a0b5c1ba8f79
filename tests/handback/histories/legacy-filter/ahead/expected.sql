DROP INDEX "bookings_during_idx";--> statement-breakpoint
ALTER TABLE "courts" ADD COLUMN "lights" boolean;