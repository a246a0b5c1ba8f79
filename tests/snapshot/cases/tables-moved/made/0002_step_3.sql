ALTER TABLE "app"."notes" SET SCHEMA "public";
