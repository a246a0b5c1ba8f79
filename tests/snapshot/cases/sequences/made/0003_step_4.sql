ALTER SEQUENCE "public"."renamed" SET SCHEMA "app";--> statement-breakpoint
ALTER SEQUENCE "public"."down" INCREMENT BY -2 MINVALUE -50 MAXVALUE -1 START WITH -1 CACHE 1;--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "public"."full";