CREATE TABLE "named" (
	"x" integer,
	"y" integer,
	CONSTRAINT "named_xy" PRIMARY KEY("y","x")
);
--> statement-breakpoint
CREATE TABLE "none" (
	"a" integer NOT NULL,
	"b" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pair" (
	"a" integer,
	"b" text,
	"c" integer,
	CONSTRAINT "pair_a_b_pk" PRIMARY KEY("a","b")
);
--> statement-breakpoint
CREATE TABLE "single" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text
);
