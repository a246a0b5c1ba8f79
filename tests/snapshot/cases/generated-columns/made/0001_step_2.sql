CREATE TABLE "boxes" (
	"w" integer NOT NULL,
	"h" numeric(8, 2) NOT NULL,
	"area" numeric(12, 2) GENERATED ALWAYS AS ((w * h)) STORED,
	"kind" text GENERATED ALWAYS AS (case when w > 10 then 'big' else 'small' end) STORED,
	"half" integer GENERATED ALWAYS AS (w/2) STORED
);
--> statement-breakpoint
ALTER TABLE "people" drop column "full";--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "full" text GENERATED ALWAYS AS (first || ', ' || last) STORED;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "search" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', "people"."first" || ' ' || "people"."last")) STORED;--> statement-breakpoint
CREATE INDEX "people_search" ON "people" USING gin ("search");--> statement-breakpoint
CREATE INDEX "people_full_index" ON "people" USING btree ("full");