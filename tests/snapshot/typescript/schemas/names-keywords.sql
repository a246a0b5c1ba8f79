CREATE TABLE "class" ("default" integer PRIMARY KEY, "function" text, "new" boolean, "constructor" text, "getSQL" text, "enableRLS" text, "enable_r_l_s" text, "_" text, "$inferSelect" text, "to_string" text, "hasOwnProperty" text);
CREATE TABLE "new" (id integer PRIMARY KEY, "class" integer REFERENCES "class" ("default"));
CREATE TYPE "enum" AS ENUM ('await', 'async');
CREATE TABLE "await" (id integer, "enum" "enum" DEFAULT 'await', "then" text, "arguments" text UNIQUE);
CREATE TABLE "then" (id integer);
CREATE TABLE "undefined" ("null" text, "true" text, "NaN" text);
