DROP INDEX "companies_name_trgm_idx";--> statement-breakpoint
ALTER TABLE "deals" ADD COLUMN "stage" "citext" DEFAULT 'new' NOT NULL;--> statement-breakpoint
CREATE INDEX "companies_name_trgm_idx" ON "companies" USING gist ("name" gist_trgm_ops);