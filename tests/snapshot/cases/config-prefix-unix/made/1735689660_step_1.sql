CREATE TABLE "one" (
	"id" serial PRIMARY KEY NOT NULL
);
