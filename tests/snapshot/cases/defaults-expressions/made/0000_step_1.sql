CREATE TABLE "entries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp DEFAULT CURRENT_TIMESTAMP,
	"at_utc" timestamp DEFAULT (now() AT TIME ZONE 'utc'),
	"later" timestamp with time zone DEFAULT now() + interval '1 day',
	"day" date DEFAULT CURRENT_DATE,
	"lower" text DEFAULT lower('ABC'),
	"joined" text DEFAULT 'a' || 'b',
	"sum" integer DEFAULT 1 + 2 * 3,
	"cast" jsonb DEFAULT '{}'::jsonb,
	"cast_old" text DEFAULT cast('x' as text),
	"who" text DEFAULT current_user,
	"nothing" text DEFAULT NULL
);
