DO $$ BEGIN
 CREATE TYPE "public"."state" AS ENUM('open', 'done');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "a" (
	"id" integer PRIMARY KEY NOT NULL,
	"state" "state" DEFAULT 'open' NOT NULL
);
--> statement-breakpoint
DO $$
DECLARE
  -- ALTER TABLE "a" DROP COLUMN "state";
  found boolean := false;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'a_id_check') THEN
    ALTER TABLE a ADD CONSTRAINT a_id_check CHECK (id > 0 AND id < 1000);
  END IF;
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'at') THEN
    ALTER TABLE a ADD COLUMN at TIMESTAMPTZ(3) DEFAULT NOW() NOT NULL;
  ELSE
    RAISE EXCEPTION 'ALTER TABLE a DROP COLUMN at;';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'state') THEN
    ALTER TABLE a ADD COLUMN state TEXT NOT NULL DEFAULT 'closed';
  END IF;
  BEGIN
    ALTER TABLE a ADD COLUMN rate NUMERIC(5,2) DEFAULT 1.50, ADD COLUMN name TEXT DEFAULT lower('X');
    CREATE UNIQUE INDEX "a_name_that_postgresql_cuts_because_it_has_more_than_sixty_three_bytes" ON a (lower(name)) WHERE (name <> '');
  EXCEPTION
    WHEN duplicate_column THEN
      ALTER TABLE a ALTER COLUMN name SET DEFAULT upper('y');
  END;
  IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'name') THEN
    ALTER TABLE a RENAME COLUMN name TO title;
  END IF;
  IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'name') THEN
    ALTER TABLE a RENAME COLUMN title TO state;
  END IF;
END $$;
