CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "app"."logs" (
	"a" integer,
	"b" text
);
--> statement-breakpoint
DROP INDEX "logs_desc_last";--> statement-breakpoint
DROP INDEX "logs_unique";--> statement-breakpoint
DROP INDEX "logs_a_index";--> statement-breakpoint
DROP INDEX "logs_desc";--> statement-breakpoint
DROP INDEX "logs_asc";--> statement-breakpoint
DROP INDEX "logs_nulls_first";--> statement-breakpoint
DROP INDEX "logs_desc_first";--> statement-breakpoint
CREATE INDEX "logs_a_b_index" ON "app"."logs" USING btree ("a","b");--> statement-breakpoint
CREATE UNIQUE INDEX "logs_desc" ON "app"."logs" USING btree ("b");--> statement-breakpoint
CREATE INDEX "logs_only" ON "logs" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "logs_a_index" ON "logs" USING btree ("a");--> statement-breakpoint
CREATE INDEX "logs_desc" ON "logs" USING btree ("b");--> statement-breakpoint
CREATE INDEX "logs_asc" ON "logs" USING btree ("b" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "logs_nulls_first" ON "logs" USING btree ("c");--> statement-breakpoint
CREATE INDEX "logs_desc_first" ON "logs" USING btree ("a","c" DESC NULLS FIRST);