CREATE SCHEMA "a";
--> statement-breakpoint
CREATE SCHEMA "b";
--> statement-breakpoint
CREATE TYPE "public"."kind" AS ENUM('one', 'two');--> statement-breakpoint
CREATE TYPE "a"."kind" AS ENUM('x', 'y');--> statement-breakpoint
CREATE TYPE "b"."kind" AS ENUM('p', 'q');--> statement-breakpoint
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" "kind" DEFAULT 'one',
	"email" text,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "a"."users" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" "a"."kind" DEFAULT 'x',
	"email" text,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "b"."users" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" "b"."kind" DEFAULT 'p',
	"email" text,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE INDEX "users_kind" ON "users" USING btree ("kind");--> statement-breakpoint
CREATE INDEX "users_kind" ON "a"."users" USING btree ("kind");--> statement-breakpoint
CREATE INDEX "users_kind" ON "b"."users" USING btree ("kind");