DROP INDEX "users_name";--> statement-breakpoint
DROP INDEX "users_kind";--> statement-breakpoint
DROP INDEX "users_initial";--> statement-breakpoint
DROP INDEX "users_both";--> statement-breakpoint
DROP INDEX "users_email";--> statement-breakpoint
DROP INDEX "users_day";--> statement-breakpoint
DROP INDEX "users_search";--> statement-breakpoint
CREATE INDEX "users_number" ON "users" USING btree (((data ->> 'n')::integer));--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (upper("email"));--> statement-breakpoint
CREATE INDEX "users_day" ON "users" USING btree (date_trunc('month', at),"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "users_search" ON "users" USING gin (to_tsvector('simple', coalesce(first, '') || ' ' || coalesce(last, '')));