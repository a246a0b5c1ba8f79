COMMIT;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY "events_kind" ON "events" USING btree ("kind","at" DESC NULLS LAST) WHERE kind <> '';