CREATE TABLE "codes" (
	"code" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "items" (
	"id" integer PRIMARY KEY NOT NULL,
	"title" text,
	"code" text GENERATED ALWAYS AS (upper(title)) STORED,
	"size" integer GENERATED ALWAYS AS (length(title)) STORED,
	CONSTRAINT "items_code_unique" UNIQUE("code"),
	CONSTRAINT "items_pair" UNIQUE("title","code"),
	CONSTRAINT "size_known" CHECK ("items"."size" > 0)
);
--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_code_codes_code_fk" FOREIGN KEY ("code") REFERENCES "public"."codes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "items_code" ON "items" USING btree ("code");--> statement-breakpoint
CREATE INDEX "items_both" ON "items" USING btree ("id","code");