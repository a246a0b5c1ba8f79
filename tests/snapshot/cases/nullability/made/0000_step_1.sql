CREATE TABLE "people" (
	"name" text NOT NULL,
	"email" text,
	"age" integer DEFAULT 1,
	"city" text DEFAULT 'Bern' NOT NULL
);
