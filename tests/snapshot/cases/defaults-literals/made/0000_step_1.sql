CREATE TYPE "public"."mood" AS ENUM('sad', 'it''s ok', 'happy');--> statement-breakpoint
CREATE TABLE "values" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"whole" integer DEFAULT 5,
	"negative" integer DEFAULT -7 NOT NULL,
	"zero" smallint DEFAULT 0,
	"big" bigint DEFAULT 9007199254740991,
	"exact" numeric(10, 2) DEFAULT '10.50',
	"exact_number" numeric DEFAULT 12.5,
	"single" real DEFAULT 0.1,
	"twice" double precision DEFAULT -1e+21,
	"yes" boolean DEFAULT true,
	"no" boolean DEFAULT false NOT NULL,
	"words" text DEFAULT 'plain',
	"quoted" text DEFAULT 'it''s "quoted" \ back',
	"empty" text DEFAULT '' NOT NULL,
	"lines" text DEFAULT 'one
two',
	"dollars" text DEFAULT '$1 %s ?',
	"short" varchar(10) DEFAULT 'abc',
	"fixed" char(3) DEFAULT 'abc',
	"mood" "mood" DEFAULT 'it''s ok'
);
