ALTER TABLE "tasks" ALTER COLUMN "state" SET DEFAULT 'open'::"public"."state";--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "state" SET DATA TYPE "public"."state" USING "state"::"public"."state";--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "points" SET DATA TYPE numeric(8, 2);--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "points" SET DEFAULT '1.25';--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "title" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "title" SET DEFAULT 'untitled';--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "due" SET DATA TYPE timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "due" SET DEFAULT now();--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "weight" SET DATA TYPE numeric;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "weight" SET DEFAULT '2';--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "note" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "tasks" ALTER COLUMN "note" SET NOT NULL;