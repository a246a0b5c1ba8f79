CREATE TABLE "a" (
	"id" integer PRIMARY KEY NOT NULL,
	"n" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "b" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "b_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text
);
