CREATE TABLE "a" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"at" integer NOT NULL,
	CONSTRAINT "a_id_unique" UNIQUE("id"),
	CONSTRAINT "a_name_that_postgresql_cuts_because_it_has_more_than_sixty_three_bytes" UNIQUE("id"),
	CONSTRAINT "a_slug_unique" UNIQUE("slug"),
	CONSTRAINT "a_slug_once" UNIQUE("slug"),
	CONSTRAINT "a_slug_or_null" UNIQUE NULLS NOT DISTINCT("slug")
);
--> statement-breakpoint
CREATE TABLE "b" (
	"x" integer NOT NULL,
	"y" integer NOT NULL,
	CONSTRAINT "b_x_y_pk" PRIMARY KEY("x","y"),
	CONSTRAINT "b_x_y_unique" UNIQUE("x","y"),
	CONSTRAINT "b_y_x_unique" UNIQUE("y","x")
);
--> statement-breakpoint
ALTER TABLE "a" RENAME COLUMN "id" TO "key";
