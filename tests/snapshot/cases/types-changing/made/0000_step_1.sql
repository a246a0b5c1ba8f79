CREATE TYPE "public"."state" AS ENUM('open', 'closed');--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" integer PRIMARY KEY NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"points" integer DEFAULT 1,
	"title" varchar(50) DEFAULT 'untitled',
	"due" timestamp DEFAULT now(),
	"weight" real DEFAULT 1.5,
	"note" text
);
