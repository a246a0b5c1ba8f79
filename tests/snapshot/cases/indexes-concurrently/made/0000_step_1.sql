CREATE TABLE "events" (
	"id" serial PRIMARY KEY NOT NULL,
	"at" timestamp,
	"kind" text
);
