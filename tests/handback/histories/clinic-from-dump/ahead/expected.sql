ALTER TABLE "rooms" ADD COLUMN "seats" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_seats_check" CHECK ("rooms"."seats" > 0);