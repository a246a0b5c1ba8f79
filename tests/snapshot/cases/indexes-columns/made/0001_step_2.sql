DROP INDEX "logs_named";--> statement-breakpoint
DROP INDEX "logs_c_index";--> statement-breakpoint
DROP INDEX "logs_unique";--> statement-breakpoint
CREATE INDEX "logs_desc" ON "logs" USING btree ("b" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "logs_asc" ON "logs" USING btree ("b");--> statement-breakpoint
CREATE INDEX "logs_nulls_first" ON "logs" USING btree ("c" NULLS FIRST);--> statement-breakpoint
CREATE INDEX "logs_desc_last" ON "logs" USING btree ("c" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "logs_desc_first" ON "logs" USING btree ("c" DESC NULLS FIRST,"a");--> statement-breakpoint
CREATE UNIQUE INDEX "logs_unique" ON "logs" USING btree ("a" DESC NULLS LAST,"b");