DROP VIEW "public"."things_seen";--> statement-breakpoint
ALTER TABLE "things" DROP CONSTRAINT "things_check";--> statement-breakpoint
DROP INDEX "things_n";--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "n";--> statement-breakpoint
ALTER TABLE "things" DROP COLUMN "state";--> statement-breakpoint
DROP TYPE "public"."state";