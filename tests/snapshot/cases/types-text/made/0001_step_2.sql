ALTER TABLE "words" ALTER COLUMN "short" SET DATA TYPE varchar(64);--> statement-breakpoint
ALTER TABLE "words" ADD COLUMN "address" "inet";--> statement-breakpoint
ALTER TABLE "words" ADD COLUMN "network" "cidr" NOT NULL;--> statement-breakpoint
ALTER TABLE "words" ADD COLUMN "card" "macaddr";--> statement-breakpoint
ALTER TABLE "words" ADD COLUMN "long_card" "macaddr8";