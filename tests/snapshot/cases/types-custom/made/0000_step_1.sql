CREATE TABLE "things" (
	"id" serial PRIMARY KEY NOT NULL,
	"body" text,
	"search" "tsvector",
	"content" "bytea" NOT NULL,
	"price" "money",
	"span" "int4range",
	"page" "xml",
	"object" "oid"
);
