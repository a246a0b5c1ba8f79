CREATE TABLE "inline" (
	"id" serial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "late" (
	"id" integer
);
--> statement-breakpoint
CREATE TABLE "named" (
	"id" integer NOT NULL,
	"note" text,
	CONSTRAINT "named_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "other" (
	"id" serial NOT NULL,
	"a" integer,
	CONSTRAINT "main" PRIMARY KEY("a")
);
--> statement-breakpoint
CREATE TABLE "own" (
	"id" serial NOT NULL,
	CONSTRAINT "own_id_pk" PRIMARY KEY("id")
);
