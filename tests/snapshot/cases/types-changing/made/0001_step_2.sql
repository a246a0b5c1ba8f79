ALTER TABLE "tasks" ALTER COLUMN "id" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "points" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "points" SET DEFAULT 1;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "title" SET DATA TYPE varchar(80);--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "title" SET DEFAULT 'untitled';--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "due" SET DATA TYPE timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "due" SET DEFAULT now();--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "weight" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "weight" SET DEFAULT 1.5;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "note" SET DATA TYPE varchar(10);