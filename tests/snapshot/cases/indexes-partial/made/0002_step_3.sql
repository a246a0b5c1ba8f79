DROP INDEX "jobs_live";--> statement-breakpoint
DROP INDEX "jobs_lower";--> statement-breakpoint
DROP INDEX "jobs_recent";--> statement-breakpoint
DROP INDEX "jobs_null";--> statement-breakpoint
DROP INDEX "jobs_open";--> statement-breakpoint
DROP INDEX "jobs_kind";--> statement-breakpoint
DROP INDEX "jobs_some";--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_kind" ON "jobs" USING btree ("kind") WHERE gone is null;--> statement-breakpoint
CREATE INDEX "jobs_some" ON "jobs" USING btree ("n") WHERE "jobs"."kind" = any(array['a', 'b']);