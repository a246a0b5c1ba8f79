CREATE TABLE "named" (
	"x" integer,
	"y" integer,
	CONSTRAINT "named_pk" PRIMARY KEY("x","y")
);
--> statement-breakpoint
CREATE TABLE "one" (
	"only" uuid NOT NULL,
	CONSTRAINT "one_only" PRIMARY KEY("only")
);
--> statement-breakpoint
CREATE TABLE "pair" (
	"a" integer NOT NULL,
	"b" text NOT NULL,
	"c" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "single" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text
);
