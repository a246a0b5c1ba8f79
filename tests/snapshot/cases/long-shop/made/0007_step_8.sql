ALTER TABLE "products" RENAME COLUMN "sku" TO "code";--> statement-breakpoint
DROP INDEX "products_sku";--> statement-breakpoint
CREATE UNIQUE INDEX "products_sku" ON "products" USING btree ("code");