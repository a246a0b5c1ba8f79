CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "app"."notes" (
	"id" integer PRIMARY KEY NOT NULL,
	"at" timestamp DEFAULT now()
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text,
	CONSTRAINT "reports_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE INDEX "reports_name" ON "reports" USING btree ("name");