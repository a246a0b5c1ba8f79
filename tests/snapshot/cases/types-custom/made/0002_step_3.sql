ALTER TABLE "things" ALTER COLUMN "price" SET DEFAULT '1.50';--> statement-breakpoint
ALTER TABLE "things" ALTER COLUMN "span" SET DEFAULT '[1,5)';--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "email" "citext" NOT NULL;--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "amount" "positive" DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "flags" bit varying(8);--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "at" timestamptz DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "things" ADD COLUMN "big" "int8";--> statement-breakpoint
CREATE INDEX "things_search" ON "things" USING gin ("search");--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "page";--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "object";