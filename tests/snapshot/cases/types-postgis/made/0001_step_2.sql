ALTER TABLE "places" ADD COLUMN "at_xy" geometry(point);--> statement-breakpoint
CREATE INDEX "places_at" ON "places" USING gist ("at");