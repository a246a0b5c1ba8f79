ALTER SEQUENCE "public"."plain" RENAME TO "renamed";--> statement-breakpoint
CREATE TABLE "users" (
	"id" integer PRIMARY KEY DEFAULT nextval('renamed') NOT NULL
);
