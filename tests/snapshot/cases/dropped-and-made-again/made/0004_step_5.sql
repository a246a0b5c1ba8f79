ALTER TABLE "kept" ADD COLUMN "n" integer;--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "n" integer DEFAULT 7;--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "state" integer;--> statement-breakpoint
CREATE INDEX "things_n" ON "things" USING btree ("n");--> statement-breakpoint
ALTER TABLE "things" ADD CONSTRAINT "things_check" CHECK (n > 7);