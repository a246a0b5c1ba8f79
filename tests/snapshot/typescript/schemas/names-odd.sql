CREATE TABLE "1st" ("2nd" integer PRIMARY KEY, "☃" text, "日本語" text, "a-b" text, "it's" text, "q""uote" text, "back\slash" text, "`tick`" text, "${x}" text, "a.b" text, "*/" text, "é" text, " " text, "tab	" text, "line
break" text, "nb sp" text);
CREATE TABLE "☃" ("☃" integer);
CREATE TABLE "日本" ("名前" text UNIQUE, CONSTRAINT "検査" CHECK ("名前" <> ''));
CREATE TABLE "${evil}`\" ("a" integer, CONSTRAINT "${c}`" CHECK ("a" > 0));
CREATE INDEX "in`dex ${y}" ON "1st" ("☃", "it's" DESC);
CREATE TABLE "line
break" (id integer);
