ALTER TABLE "User" ADD COLUMN "emailVerified" TIMESTAMP(3), ADD COLUMN "order" INTEGER NOT NULL DEFAULT 0;
UPDATE "User" SET "emailVerified" = "createdAt" WHERE "role" = 'ADMIN';
