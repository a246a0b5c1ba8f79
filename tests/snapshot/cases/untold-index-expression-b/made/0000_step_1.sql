CREATE TABLE "docs" (
	"title" text,
	"data" jsonb,
	"at" timestamp
);
