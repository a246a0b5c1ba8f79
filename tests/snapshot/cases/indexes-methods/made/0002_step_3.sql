DROP INDEX "docs_spgist";--> statement-breakpoint
DROP INDEX "docs_btree";--> statement-breakpoint
DROP INDEX "docs_hash";--> statement-breakpoint
DROP INDEX "docs_gin";--> statement-breakpoint
DROP INDEX "docs_path";--> statement-breakpoint
DROP INDEX "docs_brin";--> statement-breakpoint
DROP INDEX "docs_trgm";--> statement-breakpoint
CREATE INDEX "docs_like" ON "docs" USING btree ("title" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "docs_default_op" ON "docs" USING btree ("title" text_ops,"id" uuid_ops);--> statement-breakpoint
CREATE INDEX "docs_desc_op" ON "docs" USING btree ("title" varchar_pattern_ops,"at");--> statement-breakpoint
CREATE INDEX "docs_inet" ON "docs" USING gist ("address" inet_ops);--> statement-breakpoint
CREATE INDEX "docs_fill" ON "docs" USING btree ("at") WITH (fillfactor=70,deduplicate_items=off);--> statement-breakpoint
CREATE INDEX "docs_hash" ON "docs" USING hash ("title") WITH (fillfactor=80);--> statement-breakpoint
CREATE INDEX "docs_gin" ON "docs" USING gin ("data") WITH (fastupdate=off,gin_pending_list_limit=128);--> statement-breakpoint
CREATE INDEX "docs_path" ON "docs" USING gin ("data" jsonb_ops);--> statement-breakpoint
CREATE INDEX "docs_brin" ON "docs" USING brin ("at") WITH (pages_per_range=32,autosummarize=true);--> statement-breakpoint
CREATE INDEX "docs_trgm" ON "docs" USING gist ("title" gist_trgm_ops);