CREATE TABLE "none" (
	"a" integer NOT NULL,
	"b" integer NOT NULL,
	CONSTRAINT "none_key" PRIMARY KEY("a","b")
);
--> statement-breakpoint
ALTER TABLE "pair" ALTER COLUMN "a" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "pair" ALTER COLUMN "b" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "pair" ALTER COLUMN "c" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "pair" ADD CONSTRAINT "pair_a_b_c_pk" PRIMARY KEY("a","b","c");