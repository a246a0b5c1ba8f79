CREATE SCHEMA "empty";
--> statement-breakpoint
CREATE SCHEMA "shop";
--> statement-breakpoint
CREATE TYPE "shop"."state" AS ENUM('open', 'done');--> statement-breakpoint
CREATE SEQUENCE "shop"."numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 10 CACHE 1;--> statement-breakpoint
CREATE TABLE "shop"."items" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text,
	"state" "shop"."state" DEFAULT 'open',
	CONSTRAINT "items_name_unique" UNIQUE("name"),
	CONSTRAINT "name_set" CHECK ("shop"."items"."name" <> '')
);
--> statement-breakpoint
CREATE TABLE "items" (
	"id" serial PRIMARY KEY NOT NULL,
	"of" integer
);
--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_of_items_id_fk" FOREIGN KEY ("of") REFERENCES "shop"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "items_name_index" ON "shop"."items" USING btree ("name");