CREATE TABLE "user_accounts" (
	"accountId" serial PRIMARY KEY NOT NULL,
	"firstName" text NOT NULL,
	"lastName" text,
	CONSTRAINT "user_accounts_first_name_unique" UNIQUE("firstName")
);
--> statement-breakpoint
CREATE INDEX "user_accounts_firstName_index" ON "user_accounts" USING btree ("firstName");--> statement-breakpoint
CREATE UNIQUE INDEX "user_accounts_lastName_index" ON "user_accounts" USING btree ("lastName");