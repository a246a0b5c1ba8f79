ALTER TABLE "none" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "none" CASCADE;--> statement-breakpoint
ALTER TABLE "pair" DROP CONSTRAINT "pair_a_b_c_pk";--> statement-breakpoint
ALTER TABLE "pair" ALTER COLUMN "a" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "pair" ALTER COLUMN "b" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "pair" ALTER COLUMN "c" SET NOT NULL;