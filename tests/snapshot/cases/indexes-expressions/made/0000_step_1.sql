CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"first" text,
	"last" text,
	"data" jsonb,
	"at" timestamp
);
--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "users_name" ON "users" USING btree (("first" || ' ' || "last"));--> statement-breakpoint
CREATE INDEX "users_kind" ON "users" USING btree (("data" ->> 'kind'));