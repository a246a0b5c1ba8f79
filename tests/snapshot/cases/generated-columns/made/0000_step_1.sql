CREATE TABLE "people" (
	"id" serial PRIMARY KEY NOT NULL,
	"first" text NOT NULL,
	"last" text NOT NULL,
	"full" text GENERATED ALWAYS AS (first || ' ' || last) STORED,
	"upper" text GENERATED ALWAYS AS (upper(first)) STORED,
	"width" integer GENERATED ALWAYS AS (length("people"."last")) STORED NOT NULL
);
