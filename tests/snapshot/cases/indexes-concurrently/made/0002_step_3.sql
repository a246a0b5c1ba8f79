COMMIT;--> statement-breakpoint
DROP INDEX "events_at";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "events_at" ON "events" USING btree ("at","id");