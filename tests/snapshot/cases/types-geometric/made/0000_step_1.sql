CREATE TABLE "shapes" (
	"id" serial PRIMARY KEY NOT NULL,
	"where" "point",
	"where_xy" "point" NOT NULL,
	"edge" "line",
	"edge_abc" "line"
);
