CREATE TABLE "moments" (
	"at" timestamp(3)
);
