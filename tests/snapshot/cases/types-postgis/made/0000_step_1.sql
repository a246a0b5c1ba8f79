CREATE TABLE "places" (
	"id" serial PRIMARY KEY NOT NULL,
	"at" geometry(point) NOT NULL
);
