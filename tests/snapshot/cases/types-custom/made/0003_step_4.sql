ALTER TABLE "things" drop column "search";--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "search" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', coalesce(body, ''))) STORED;--> statement-breakpoint
ALTER TABLE "things" ALTER COLUMN "at" SET DATA TYPE timestamp with time zone;--> statement-breakpoint
ALTER TABLE "things" ALTER COLUMN "at" SET DEFAULT now();--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "content";--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "price";--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "span";--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "flags";--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "big";--> statement-breakpoint
ALTER TABLE "things" ADD CONSTRAINT "things_email_unique" UNIQUE("email");