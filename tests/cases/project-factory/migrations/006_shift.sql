ALTER TABLE shared.employee ADD COLUMN shift smallint NOT NULL DEFAULT 1;
ALTER TABLE shared.employee RENAME COLUMN hired TO hired_on;
ALTER TABLE "Plant"."Machine" ADD COLUMN "Serial" uuid DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX IF NOT EXISTS "Machine_Serial_idx" ON "Plant"."Machine" ("Serial");
