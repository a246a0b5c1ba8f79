CREATE TYPE "public"."state" AS ENUM('a', 'b');--> statement-breakpoint
CREATE TABLE "bills" (
	"id" integer GENERATED ALWAYS AS IDENTITY (sequence name "bills_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"amount" integer NOT NULL,
	"state" "state" DEFAULT 'a',
	"no" serial NOT NULL,
	CONSTRAINT "bills_id_no_pk" PRIMARY KEY("id","no")
);
