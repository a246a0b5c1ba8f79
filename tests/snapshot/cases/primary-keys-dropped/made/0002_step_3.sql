ALTER TABLE "one" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "one" CASCADE;--> statement-breakpoint
ALTER TABLE "named" DROP CONSTRAINT "named_pk";--> statement-breakpoint
ALTER TABLE "none" DROP CONSTRAINT "none_key";--> statement-breakpoint
ALTER TABLE "pair" DROP CONSTRAINT "pair_a_b_c_pk";--> statement-breakpoint
ALTER TABLE "named" ADD CONSTRAINT "named_xy" PRIMARY KEY("y","x");--> statement-breakpoint
ALTER TABLE "pair" ADD CONSTRAINT "pair_a_b_pk" PRIMARY KEY("a","b");