CREATE TABLE "logs" (
	"id" serial PRIMARY KEY NOT NULL,
	"a" integer,
	"b" text,
	"c" timestamp
);
--> statement-breakpoint
CREATE INDEX "logs_a_index" ON "logs" USING btree ("a");--> statement-breakpoint
CREATE INDEX "logs_named" ON "logs" USING btree ("b","c");--> statement-breakpoint
CREATE UNIQUE INDEX "logs_unique" ON "logs" USING btree ("a","b");--> statement-breakpoint
CREATE UNIQUE INDEX "logs_c_index" ON "logs" USING btree ("c");