CREATE TABLE "docs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text,
	"data" jsonb,
	"tags" text[],
	"at" timestamp,
	"box" "point",
	"address" "inet"
);
--> statement-breakpoint
CREATE INDEX "docs_hash" ON "docs" USING hash ("title");--> statement-breakpoint
CREATE INDEX "docs_gin" ON "docs" USING gin ("data");--> statement-breakpoint
CREATE INDEX "docs_path" ON "docs" USING gin ("data" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "docs_tags" ON "docs" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "docs_brin" ON "docs" USING brin ("at");--> statement-breakpoint
CREATE INDEX "docs_gist" ON "docs" USING gist ("box");--> statement-breakpoint
CREATE INDEX "docs_spgist" ON "docs" USING spgist ("box");--> statement-breakpoint
CREATE INDEX "docs_trgm" ON "docs" USING gin ("title" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "docs_btree" ON "docs" USING btree ("title");