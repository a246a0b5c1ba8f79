DROP INDEX "words_plain";--> statement-breakpoint
CREATE INDEX "words_plain" ON "words" USING btree ("name");