ALTER TABLE "moments" ALTER COLUMN "day" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "moments" ALTER COLUMN "day_as_date" SET DATA TYPE timestamp;--> statement-breakpoint
ALTER TABLE "moments" ALTER COLUMN "clock" SET DATA TYPE time(0);--> statement-breakpoint
ALTER TABLE "moments" ALTER COLUMN "clock_exact" SET DATA TYPE time;--> statement-breakpoint
ALTER TABLE "moments" ALTER COLUMN "at" SET DATA TYPE timestamp with time zone;--> statement-breakpoint
ALTER TABLE "moments" ALTER COLUMN "at_exact" SET DATA TYPE timestamp (6);--> statement-breakpoint
ALTER TABLE "moments" ALTER COLUMN "at_text" SET DATA TYPE timestamp(2);--> statement-breakpoint
ALTER TABLE "spans" ALTER COLUMN "exact" SET DATA TYPE interval(6);--> statement-breakpoint
ALTER TABLE "moments" DROP COLUMN "clock_both";--> statement-breakpoint
ALTER TABLE "spans" DROP COLUMN "seconds";