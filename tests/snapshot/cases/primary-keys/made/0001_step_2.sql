CREATE TABLE "one" (
	"only" uuid NOT NULL,
	CONSTRAINT "one_only" PRIMARY KEY("only")
);
--> statement-breakpoint
ALTER TABLE "named" DROP CONSTRAINT "named_xy";--> statement-breakpoint
ALTER TABLE "pair" DROP CONSTRAINT "pair_a_b_pk";--> statement-breakpoint
ALTER TABLE "named" ADD CONSTRAINT "named_pk" PRIMARY KEY("x","y");--> statement-breakpoint
ALTER TABLE "none" ADD CONSTRAINT "none_key" PRIMARY KEY("a","b");--> statement-breakpoint
ALTER TABLE "pair" ADD CONSTRAINT "pair_a_b_c_pk" PRIMARY KEY("a","b","c");