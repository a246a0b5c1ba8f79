CREATE TABLE "words" (
	"id" uuid PRIMARY KEY NOT NULL,
	"plain" text,
	"kind" text NOT NULL,
	"any" varchar,
	"short" varchar(32) NOT NULL,
	"one" char,
	"fixed" char(12),
	"raw" json,
	"parsed" jsonb NOT NULL
);
