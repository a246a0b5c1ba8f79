CREATE TABLE "two" (
	"one" integer,
	"n" integer DEFAULT 3,
	CONSTRAINT "n_set" CHECK (n > 1)
);

DROP INDEX "one_state";
ALTER TABLE "one" ALTER COLUMN "state" SET DEFAULT 'b';
ALTER TABLE "two" ADD CONSTRAINT "two_one_one_id_fk" FOREIGN KEY ("one") REFERENCES "public"."one"("id") ON DELETE no action ON UPDATE no action;
CREATE INDEX "one_state" ON "one" USING btree ("state" DESC NULLS LAST);