CREATE TABLE "moments" (
	"day" date,
	"day_as_date" date NOT NULL,
	"clock" time,
	"clock_exact" time(3),
	"clock_zone" time with time zone,
	"clock_both" time(6) with time zone,
	"at" timestamp NOT NULL,
	"at_exact" timestamp (3),
	"at_zone" timestamp with time zone,
	"at_both" timestamp (0) with time zone,
	"at_text" timestamp,
	"at_text_exact" timestamp(3),
	"at_text_both" timestamp(6) with time zone
);
