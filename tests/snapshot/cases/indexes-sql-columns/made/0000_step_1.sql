CREATE TABLE "words" (
	"name" text,
	"madeAt" timestamp
);
--> statement-breakpoint
CREATE INDEX "words_plain" ON "words" USING btree (name);--> statement-breakpoint
CREATE INDEX "words_ordered" ON "words" USING btree (name desc nulls last,"madeAt");--> statement-breakpoint
CREATE INDEX "words_class" ON "words" USING btree (name text_pattern_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "words_quoted" ON "words" USING btree ("madeAt" desc);--> statement-breakpoint
CREATE INDEX "words_down" ON "words" USING btree ("name" DESC);--> statement-breakpoint
CREATE INDEX "words_by_drizzle" ON "words" USING btree ("madeAt" DESC NULLS LAST,"name" text_pattern_ops);