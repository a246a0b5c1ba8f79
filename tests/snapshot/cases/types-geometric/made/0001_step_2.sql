ALTER TABLE "shapes" ALTER COLUMN "where" SET DEFAULT '(1,2)';--> statement-breakpoint
ALTER TABLE "shapes" ADD COLUMN "flags" bit(3);--> statement-breakpoint
ALTER TABLE "shapes" ADD COLUMN "mask" bit(1) NOT NULL;