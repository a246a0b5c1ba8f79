ALTER TABLE "public"."reports" SET SCHEMA "app";
