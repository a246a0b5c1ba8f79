ALTER TABLE "entries" ALTER COLUMN "a" SET DEFAULT jsonb_build_array();--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "b" SET DEFAULT json_build_object('b', now());--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "b" SET NOT NULL;