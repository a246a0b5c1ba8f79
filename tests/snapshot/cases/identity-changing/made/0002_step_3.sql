ALTER TABLE "a" ALTER COLUMN "id" SET INCREMENT BY 2;--> statement-breakpoint
ALTER TABLE "a" ALTER COLUMN "id" SET START WITH 100;--> statement-breakpoint
ALTER TABLE "b" ALTER COLUMN "id" SET CACHE 3;--> statement-breakpoint
ALTER TABLE "b" ALTER COLUMN "id" SET CYCLE;