CREATE TABLE "entries" (
	"whole" integer DEFAULT 5,
	"part" double precision DEFAULT 1.5,
	"yes" boolean DEFAULT true
);
