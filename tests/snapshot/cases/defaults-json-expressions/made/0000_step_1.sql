CREATE TABLE "entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"a" jsonb DEFAULT jsonb_build_object('a', 1),
	"b" json
);
