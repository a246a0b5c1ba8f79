ALTER TABLE "other" DROP CONSTRAINT "main";--> statement-breakpoint
ALTER TABLE "late" ADD PRIMARY KEY ("id");--> statement-breakpoint
ALTER TABLE "late" ALTER COLUMN "id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "named" ALTER COLUMN "note" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "other" ADD CONSTRAINT "other_pkey" PRIMARY KEY("a");--> statement-breakpoint
ALTER TABLE "inline" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "own" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "named" DROP CONSTRAINT "named_pkey";
--> statement-breakpoint
ALTER TABLE "named" ADD CONSTRAINT "named_pkey" PRIMARY KEY("id","note");