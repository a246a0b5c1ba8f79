CREATE SCHEMA "app";
--> statement-breakpoint
ALTER TABLE "public"."memos" SET SCHEMA "app";
