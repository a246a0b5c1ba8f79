CREATE SEQUENCE "public"."numbering" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "day" SET DEFAULT CURRENT_DATE;--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "sum" SET DEFAULT nextval('numbering');--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "cast" SET DEFAULT '{"a": 1}';--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "who" SET DEFAULT current_setting('app.user', true);--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "key" SET DEFAULT next_key();--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "total" bigint DEFAULT nextval('numbering'::regclass) NOT NULL;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "key_public" text DEFAULT public.next_key();--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "at_utc";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "later";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "lower";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "joined";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "cast_old";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "picked";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "first";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "random";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "stamp";--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "plain_text";