CREATE TYPE "public"."Order State" AS ENUM('New!', 'it''s', 'say "hi"');--> statement-breakpoint
CREATE TABLE "order" (
	"ID" serial PRIMARY KEY NOT NULL,
	"select" text NOT NULL,
	"userName" text,
	"the State" "Order State" DEFAULT 'New!',
	"größe" text,
	CONSTRAINT "order_userName_unique" UNIQUE("userName"),
	CONSTRAINT "Check It" CHECK ("order"."select" <> '')
);
--> statement-breakpoint
CREATE INDEX "Order Index" ON "order" USING btree ("userName","größe");