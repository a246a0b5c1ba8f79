DROP INDEX "users_email";--> statement-breakpoint
DROP INDEX "users_name";--> statement-breakpoint
DROP INDEX "users_kind";--> statement-breakpoint
CREATE INDEX "users_day" ON "users" USING btree (date_trunc('day', at),"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "users_search" ON "users" USING gin (to_tsvector('english', "first"));--> statement-breakpoint
CREATE INDEX "users_initial" ON "users" USING btree ("left"(last, 1) text_pattern_ops);--> statement-breakpoint
CREATE INDEX "users_both" ON "users" USING btree (lower(first),upper(last));--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"),"first");--> statement-breakpoint
CREATE INDEX "users_name" ON "users" USING btree ("last",coalesce("first", ''),"at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "users_kind" ON "users" USING btree ((data->>'kind') DESC NULLS LAST);