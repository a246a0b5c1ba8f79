CREATE TABLE "numbers" (
	"id" serial PRIMARY KEY NOT NULL,
	"small" smallint,
	"whole" integer NOT NULL,
	"big" bigint,
	"bigger" bigint NOT NULL,
	"price" numeric,
	"rounded" numeric(10),
	"exact" numeric(10, 2) NOT NULL,
	"single" real,
	"twice" double precision,
	"yes" boolean NOT NULL
);
