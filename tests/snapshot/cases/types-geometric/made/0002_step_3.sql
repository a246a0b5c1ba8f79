ALTER TABLE "shapes" ALTER COLUMN "where" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "shapes" ALTER COLUMN "edge" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "shapes" ALTER COLUMN "flags" SET DEFAULT '101';--> statement-breakpoint
ALTER TABLE "shapes" ALTER COLUMN "flags" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "shapes_where" ON "shapes" USING gist ("where");--> statement-breakpoint
ALTER TABLE "shapes" DROP COLUMN "where_xy";--> statement-breakpoint
ALTER TABLE "shapes" DROP COLUMN "edge_abc";