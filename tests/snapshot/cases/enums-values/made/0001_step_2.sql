ALTER TYPE "public"."level" ADD VALUE 'middle' BEFORE 'high';--> statement-breakpoint
ALTER TYPE "public"."state" ADD VALUE 'draft' BEFORE 'open';--> statement-breakpoint
ALTER TYPE "public"."state" ADD VALUE 'paused' BEFORE 'closed';--> statement-breakpoint
ALTER TYPE "public"."state" ADD VALUE 'archived';