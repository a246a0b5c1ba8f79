CREATE TYPE "public"."state" AS ENUM('a', 'b');
CREATE TABLE "one" (
	"id" serial PRIMARY KEY NOT NULL,
	"state" "state" DEFAULT 'a'
);

CREATE INDEX "one_state" ON "one" USING btree ("state");