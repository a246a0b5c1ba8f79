DROP INDEX "docs_path";--> statement-breakpoint
DROP INDEX "docs_tags";--> statement-breakpoint
DROP INDEX "docs_gist";--> statement-breakpoint
DROP INDEX "docs_trgm";--> statement-breakpoint
DROP INDEX "docs_desc_op";--> statement-breakpoint
DROP INDEX "docs_inet";--> statement-breakpoint
DROP INDEX "docs_hash";--> statement-breakpoint
DROP INDEX "docs_gin";--> statement-breakpoint
DROP INDEX "docs_brin";--> statement-breakpoint
DROP INDEX "docs_like";--> statement-breakpoint
DROP INDEX "docs_default_op";--> statement-breakpoint
DROP INDEX "docs_fill";--> statement-breakpoint
CREATE INDEX "docs_hash" ON "docs" USING hash ("title");--> statement-breakpoint
CREATE INDEX "docs_gin" ON "docs" USING gin ("data" jsonb_path_ops) WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "docs_brin" ON "docs" USING brin ("at") WITH (pages_per_range=64);--> statement-breakpoint
CREATE INDEX "docs_like" ON "docs" USING btree ("title");--> statement-breakpoint
CREATE INDEX "docs_default_op" ON "docs" USING btree ("title");--> statement-breakpoint
CREATE INDEX "docs_fill" ON "docs" USING btree ("at") WITH (fillfactor=90);