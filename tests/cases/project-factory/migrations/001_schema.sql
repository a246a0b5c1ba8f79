CREATE SCHEMA "Plant";
CREATE SCHEMA shared;
SET search_path = "Plant", shared, public;

CREATE TYPE shared."Priority" AS ENUM ('Low', 'Normal', 'High');
CREATE SEQUENCE shared.document_no AS bigint START 5000 INCREMENT 1 CACHE 5;

CREATE TABLE "Plant"."Machine" (
  "Id" serial PRIMARY KEY,
  "Name" varchar(60) NOT NULL,
  "ParentId" integer REFERENCES "Plant"."Machine" ("Id") ON DELETE SET NULL,
  "Priority" shared."Priority" NOT NULL DEFAULT 'Normal',
  "InstalledAt" timestamp(3) with time zone NOT NULL DEFAULT now(),
  "Tags" varchar(20)[] DEFAULT ARRAY[]::varchar(20)[] NOT NULL,
  CONSTRAINT "Machine_Name_Parent" UNIQUE ("ParentId", "Name")
);
RESET search_path;
