ALTER TABLE "tasks" ALTER COLUMN "state" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "state" SET DEFAULT 'open';--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "points" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "title" SET DEFAULT 'no title';--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "due" SET DEFAULT CURRENT_TIMESTAMP(3);--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "weight" SET DEFAULT round(2.55, 1);--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "note" DROP NOT NULL;