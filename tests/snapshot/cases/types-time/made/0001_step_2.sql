CREATE TABLE "spans" (
	"any" interval,
	"exact" interval(3),
	"years" interval year,
	"years_to_months" interval year to month,
	"days" interval day to second,
	"seconds" interval second
);
