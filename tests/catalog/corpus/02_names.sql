-- Names that have to be quoted, that are long, that look like something else.
CREATE TABLE "select" ("from" int PRIMARY KEY, "where" text DEFAULT 'null', "User" int, "user" int);
CREATE TABLE "MixedCase" ("Id" int PRIMARY KEY, "camelCase" int REFERENCES "select" ("from"));
CREATE TABLE "with space" (" leading" int, "trailing " int, "in between" int CHECK ("in between" > 0));
CREATE TABLE "with""quote" ("say ""hi""" text DEFAULT 'it''s', "it's" text DEFAULT E'back\\slash');
CREATE TABLE "with'apostrophe" ("a'b" int CONSTRAINT "check'd" CHECK ("a'b" IN (1, 2)));
CREATE TABLE "ünïcödé_日本語" ("naïve" int, "😀" text, "Ω" int GENERATED ALWAYS AS ("naïve" + 1) STORED);
CREATE TABLE a23456789012345678901234567890123456789012345678901234567890123 (
  b23456789012345678901234567890123456789012345678901234567890123 int UNIQUE,
  c23456789012345678901234567890123456789012345678901234567890123 serial
);
CREATE INDEX ON a23456789012345678901234567890123456789012345678901234567890123
  (b23456789012345678901234567890123456789012345678901234567890123,
   c23456789012345678901234567890123456789012345678901234567890123);
CREATE TABLE "semi;colon" ("--comment" int, "/*block*/" int, "$$dollar$$" text DEFAULT '$$', "%s" int, "{}" int);
CREATE TABLE "line
break" ("tab	tab" int);
CREATE TABLE "123" ("1" int, "_" int, "a$b" int, "-" int);
CREATE TABLE public.int (int int, text text, "integer" integer, "numeric" numeric, date date, "table" int);
CREATE INDEX "index" ON "select" ("User");
CREATE INDEX "Index with space" ON "select" ("user" DESC);
CREATE TYPE "Enum Type" AS ENUM ('a b', 'it''s', 'Ünï', '', 'semi;colon');
CREATE TABLE "uses it" (e "Enum Type" DEFAULT 'it''s', many "Enum Type"[] DEFAULT '{"a b",it''s}');
CREATE SEQUENCE "Seq";
CREATE FUNCTION "Fn with space"("Arg One" int, "it's" text DEFAULT 'x''y') RETURNS TABLE ("Out Col" int)
  LANGUAGE sql AS $f$ SELECT "Arg One" $f$;
CREATE VIEW "View" ("Col A", "col b") AS SELECT "Id", "camelCase" FROM "MixedCase";
CREATE TABLE "user" (id int, "order" int, "limit" int, "analyze" int, "end" int, "default" int DEFAULT 1);
CREATE POLICY "can see, all" ON "user" USING ("order" > 0);
COMMENT ON COLUMN "with""quote"."say ""hi""" IS 'a ''quoted'' "comment"; -- with all';
