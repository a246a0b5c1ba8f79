CREATE TYPE "public"."kind" AS ENUM('a', 'b');--> statement-breakpoint
CREATE TABLE "items" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" "kind" DEFAULT 'a',
	"price" numeric(10, 2) DEFAULT 0 NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now(),
	"local" timestamp(3),
	"tags" text[] DEFAULT '{}' NOT NULL,
	"meta" jsonb DEFAULT '{"a":1}'::jsonb,
	CONSTRAINT "items_kind_unique" UNIQUE("kind")
);
--> statement-breakpoint
CREATE INDEX "items_at" ON "items" USING btree ("at" DESC NULLS LAST);
