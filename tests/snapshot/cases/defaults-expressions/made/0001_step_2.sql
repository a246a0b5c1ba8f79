ALTER TABLE "entries" ALTER COLUMN "at" SET DEFAULT now();--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "at_utc" SET DEFAULT timezone('utc'::text, now());--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "later" SET DEFAULT (now() + '2 days'::interval);--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "day" SET DEFAULT (CURRENT_DATE + 1);--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "lower" SET DEFAULT UPPER('abc');--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "joined" SET DEFAULT ('a' || 'b') || 'c';--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "sum" SET DEFAULT (1 + 2) * 3;--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "cast" SET DEFAULT '[]';--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "cast_old" SET DEFAULT 'x'::varchar(5);--> statement-breakpoint
ALTER TABLE "entries" ALTER COLUMN "who" SET DEFAULT session_user;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "picked" integer DEFAULT CASE WHEN true THEN 1 ELSE 2 END;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "first" text DEFAULT coalesce(null, 'x');--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "random" double precision DEFAULT random() * 100;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "stamp" bigint DEFAULT extract(epoch from now())::bigint;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "key" text DEFAULT encode(sha256('x'::bytea), 'hex') NOT NULL;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "plain_text" text DEFAULT 'quoted';--> statement-breakpoint
ALTER TABLE "entries" DROP COLUMN "nothing";