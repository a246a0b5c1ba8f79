DROP INDEX "jobs_open";--> statement-breakpoint
DROP INDEX "jobs_kind";--> statement-breakpoint
DROP INDEX "jobs_live";--> statement-breakpoint
CREATE INDEX "jobs_some" ON "jobs" USING btree ("n") WHERE "jobs"."kind" in ('a', 'b') or "jobs"."n" > 10;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_lower" ON "jobs" USING btree (lower(kind)) WHERE not live;--> statement-breakpoint
CREATE INDEX "jobs_recent" ON "jobs" USING btree ("gone" DESC NULLS LAST) WHERE gone > '2024-01-01'::timestamp;--> statement-breakpoint
CREATE INDEX "jobs_null" ON "jobs" USING btree ("n") WHERE "jobs"."gone" is null;--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("id") WHERE "jobs"."state" <> 'done' and "jobs"."live";--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_kind" ON "jobs" USING btree ("kind") WHERE gone is null and kind is not null;--> statement-breakpoint
CREATE INDEX "jobs_live" ON "jobs" USING btree ("n") WHERE "jobs"."live" = true;